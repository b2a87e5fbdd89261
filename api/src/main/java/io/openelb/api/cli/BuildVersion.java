package io.openelb.api.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program's name, and the version that Maven built. */
public final class BuildVersion implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream stream = BuildVersion.class.getResourceAsStream("build.properties")) {
      build.load(Objects.requireNonNull(stream, "build.properties is beside this class"));
    }
    return new String[] {"${COMMAND-FULL-NAME} " + build.getProperty("version")};
  }
}
