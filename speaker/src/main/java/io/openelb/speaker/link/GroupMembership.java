package io.openelb.speaker.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.openelb.core.address.Mac;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes an interface receive frames to a group MAC that belongs to no IP group, for as long as this
 * is open: the kernel forgets it with the socket, however the process ends. Neither Java nor
 * libpcap can ask for that, see {@code packet(7)}, PACKET_ADD_MEMBERSHIP.
 */
final class GroupMembership implements AutoCloseable {

  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final short PACKET_MR_MULTICAST = 0;

  /** {@code struct packet_mreq}: interface index, type, length of the address, address. */
  private static final int REQUEST_SIZE = 16;

  private final int socket;

  private GroupMembership(int socket) {
    this.socket = socket;
  }

  /**
   * Joins.
   *
   * @throws IOException when the kernel refuses: the interface vanished, or NET_RAW is missing
   */
  static GroupMembership join(int interfaceIndex, Mac group) throws IOException {
    GroupMembership membership = new GroupMembership(Sockets.open());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST_SIZE, JAVA_INT.byteAlignment());
      request.set(JAVA_INT, 0, interfaceIndex);
      request.set(JAVA_SHORT, 4, PACKET_MR_MULTICAST);
      request.set(JAVA_SHORT, 6, (short) 6);
      MemorySegment.copy(group.bytes(), 0, request, JAVA_BYTE, 8, 6);
      Sockets.set(membership.socket, Sockets.SOL_PACKET, PACKET_ADD_MEMBERSHIP, request);
      return membership;
    } catch (IOException e) {
      membership.close();
      throw e;
    }
  }

  /** Leaves. */
  @Override
  public void close() {
    Sockets.close(socket);
  }
}
