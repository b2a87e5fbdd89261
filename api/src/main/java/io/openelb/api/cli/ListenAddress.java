package io.openelb.api.cli;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen, as {@code --api-hosts} writes it: {@code HOST:PORT}, or {@code :PORT} for every
 * address of the machine. An IPv6 address stands in brackets; port 0 means any that is free.
 */
public final class ListenAddress implements ITypeConverter<InetSocketAddress> {

  private static final Pattern FORM =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^\\[\\]:]*):(?<port>[0-9]{1,5})");

  private static final int MAX_PORT = 0xffff;

  @Override
  public InetSocketAddress convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > MAX_PORT) {
      throw new TypeConversionException(
          "'" + text + "' is no address to listen on: write HOST:PORT or :PORT, such as :8080");
    }
    String host = matcher.group("host");
    int port = Integer.parseInt(matcher.group("port"));
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }
}
