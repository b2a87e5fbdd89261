package io.openelb.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.api.Selection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ControlPlaneOptionsTest {

  @Command(name = "openelb-something")
  private static final class Program {
    @Mixin private final ControlPlaneOptions options = new ControlPlaneOptions();
  }

  @ParameterizedTest
  @CsvSource({"'', 8080, false", "--api-hosts=:50052 --default-load-balancer, 50052, true"})
  void areWhatIsSaidOrTheDefaults(String arguments, int port, boolean byDefault) {
    Program program = new Program();

    new CommandLine(program).parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(program.options.apiHosts().getPort()).isEqualTo(port);
    assertThat(program.options.selection()).isEqualTo(new Selection(byDefault));
  }
}
