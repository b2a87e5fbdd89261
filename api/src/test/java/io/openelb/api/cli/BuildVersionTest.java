package io.openelb.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class BuildVersionTest {

  @Command(
      name = "openelb-something",
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class)
  private static final class Program {}

  @Test
  void isThatOfTheBuildBehindTheProgramsName() {
    StringWriter out = new StringWriter();

    int code =
        new CommandLine(new Program()).setOut(new PrintWriter(out, true)).execute("--version");

    assertThat(code).isZero();
    assertThat(out.toString().strip()).matches("openelb-something [0-9]+[.][0-9]+[.][0-9]+\\S*");
  }
}
