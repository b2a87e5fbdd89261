package io.openelb.speaker.wire;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Scapy from PyPI, in a Python environment of its own below target/. */
final class Scapy {

  private static final Path REQUIREMENTS = Path.of("src/test/wire/requirements.txt");
  private static final Path ENVIRONMENT = Path.of("target/wire/python").toAbsolutePath();

  private Scapy() {}

  /** The Python that has it; it is installed when it is missing. */
  static synchronized Path python() {
    Path python = ENVIRONMENT.resolve("bin/python");
    if (!Files.exists(ENVIRONMENT.resolve("installed"))) {
      Commands.run(List.of("python3", "-m", "venv", "--clear", ENVIRONMENT.toString())).orFail();
      Commands.run(
              List.of(
                  python.toString(),
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "-r",
                  REQUIREMENTS.toString()))
          .orFail();
      Commands.run(List.of("touch", ENVIRONMENT.resolve("installed").toString())).orFail();
    }
    return python;
  }
}
