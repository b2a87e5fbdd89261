package io.openelb.speaker.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of this machine that end soon. */
final class Commands {

  private static final long LIMIT_SECONDS = 60;

  private Commands() {}

  /** How a command ended, and what it printed: both streams. */
  record Result(List<String> command, int status, String output) {

    String orFail() {
      if (status != 0) {
        throw new AssertionError(this);
      }
      return output;
    }

    @Override
    public String toString() {
      return "`%s` ended with %d:\n%s".formatted(String.join(" ", command), status, output);
    }
  }

  static Result run(List<String> command) {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("`%s` does not end".formatted(String.join(" ", command)));
        }
        return new Result(
            command, process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).strip());
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
