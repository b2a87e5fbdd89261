package io.openelb.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the machine that the lab runs on. */
final class Command {

  private static final long LIMIT_MINUTES = 20;

  private Command() {}

  /** What a command printed (both streams) and how it ended. */
  record Result(List<String> command, int status, String output) {

    boolean ok() {
      return status == 0;
    }

    /** The output, or an error that holds it. */
    String orFail() {
      if (!ok()) {
        throw new AssertionError(
            "`%s` ended with %d: %s".formatted(String.join(" ", command), status, output));
      }
      return output;
    }
  }

  static Result run(Path directory, String input, List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      var output =
          CompletableFuture.supplyAsync(() -> {
            try {
              return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("`%s` does not end".formatted(String.join(" ", command)));
      }
      return new Result(command, process.exitValue(), output.join().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
