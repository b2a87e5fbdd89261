package io.openelb.speaker.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one interface is there, up, and has a carrier. The kernel's file is held open, so that a
 * look costs one system call. An interface that comes back under the same name is another one: this
 * stays down.
 */
final class Carrier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  private final ByteBuffer octet = ByteBuffer.allocateDirect(1);

  /** Null when the interface was gone already. */
  private final @Nullable FileChannel file;

  /**
   * The carrier of an interface.
   *
   * @param path {@code carrier} in its folder in {@code /sys/class/net}
   */
  Carrier(Path path) {
    this.file = open(path);
  }

  private static @Nullable FileChannel open(Path path) {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException gone) {
      return null;
    }
  }

  boolean isUp() {
    if (file == null) {
      return false;
    }
    octet.clear();
    try {
      // That of an interface that is down can't be read.
      return file.read(octet, 0) == 1 && octet.get(0) == '1';
    } catch (IOException downOrGone) {
      return false;
    }
  }

  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("Can't close the carrier's file: reason={}", e.getMessage());
    }
  }
}
