package io.openelb.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class UntilStoppedTest {

  @Test
  void toBeToldToStopIsNoFailure() throws IOException, InterruptedException {
    Process program = program("well", "well");
    assertThat(program.inputReader().readLine()).isEqualTo("started");

    program.toHandle().destroy();

    assertThat(program.inputReader().readLine()).isEqualTo("stopped");
    assertThat(program.waitFor()).isZero();
  }

  @Test
  void aFailedStartIsAFailureHoweverWellItStops() throws IOException, InterruptedException {
    Process program = program("badly", "well");

    assertThat(program.inputReader().readLine()).isEqualTo("stopped");
    assertThat(program.waitFor()).isEqualTo(1);
  }

  @Test
  void aFailedStopIsAFailure() throws IOException, InterruptedException {
    Process program = program("well", "badly");
    assertThat(program.inputReader().readLine()).isEqualTo("started");

    program.toHandle().destroy();

    assertThat(program.waitFor()).isEqualTo(1);
  }

  private static Process program(String starts, String stops) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            starts,
            stops)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Starts and stops as its arguments say. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      try {
        System.exit(UntilStopped.run(() -> go(args[0], "started"), () -> go(args[1], "stopped")));
      } catch (IllegalStateException e) {
        System.exit(1);
      }
    }

    private static void go(String how, String done) {
      if (how.equals("badly")) {
        throw new IllegalStateException(how);
      }
      System.out.println(done);
    }
  }
}
