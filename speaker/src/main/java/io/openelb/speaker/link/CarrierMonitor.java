package io.openelb.speaker.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.openelb.core.address.Mac;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one interface is there, up, has a carrier, and its MAC. The kernel's files are held open,
 * so that a look costs one system call each. An interface that comes back under the same name is
 * another one: this stays down.
 */
final class CarrierMonitor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CarrierMonitor.class);

  private static final byte UP = '1';

  /** Null when the interface was gone already. */
  private final @Nullable FileChannel carrier;

  private final @Nullable FileChannel address;
  private final ByteBuffer flag = ByteBuffer.allocateDirect(1);
  private final ByteBuffer mac;
  private final ByteBuffer text;

  /**
   * Monitors an interface.
   *
   * @param folder its own in {@code /sys/class/net}
   * @param mac its own
   */
  CarrierMonitor(Path folder, Mac mac) {
    this.carrier = open(folder.resolve("carrier"));
    this.address = open(folder.resolve("address"));
    this.mac = US_ASCII.encode(mac.toString());
    this.text = ByteBuffer.allocateDirect(this.mac.remaining());
  }

  private static @Nullable FileChannel open(Path path) {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException gone) {
      return null;
    }
  }

  boolean isUp() {
    // The carrier of an interface that is down can't be read.
    return isRead(carrier, flag) && flag.get(0) == UP;
  }

  /** Whether it has another MAC than at first; not if it is gone. */
  boolean hasNewMac() {
    return isRead(address, text) && !text.flip().equals(mac);
  }

  private static boolean isRead(@Nullable FileChannel file, ByteBuffer into) {
    if (file == null) {
      return false;
    }
    into.clear();
    try {
      return file.read(into, 0) == into.capacity();
    } catch (IOException downOrGone) {
      return false;
    }
  }

  @Override
  public void close() {
    close(carrier);
    close(address);
  }

  private static void close(@Nullable FileChannel file) {
    if (file == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      log.warn("Can't close a file of an interface: reason={}", e.getMessage());
    }
  }
}
