package io.openelb.speaker.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.openelb.core.address.Mac;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Makes an interface receive frames to a group MAC that belongs to no IP group, for as long as this
 * is open: the kernel forgets it with the socket, however the process ends. Neither Java nor
 * libpcap can ask for that, see {@code packet(7)}, PACKET_ADD_MEMBERSHIP.
 */
final class GroupMembership implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NO_PROTOCOL = 0;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final short PACKET_MR_MULTICAST = 0;

  /** {@code struct packet_mreq}: interface index, type, length of the address, address. */
  private static final int REQUEST_SIZE = 16;

  private static final MemoryLayout ERROR_STATE = Linker.Option.captureStateLayout();
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

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
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_STATE);
      int socket = (int) SOCKET.invokeExact(error, AF_PACKET, SOCK_RAW_CLOEXEC, NO_PROTOCOL);
      if (socket < 0) {
        throw new IOException("socket: errno " + errno(error));
      }
      GroupMembership membership = new GroupMembership(socket);
      MemorySegment request = arena.allocate(REQUEST_SIZE, JAVA_INT.byteAlignment());
      request.set(JAVA_INT, 0, interfaceIndex);
      request.set(JAVA_SHORT, 4, PACKET_MR_MULTICAST);
      request.set(JAVA_SHORT, 6, (short) 6);
      MemorySegment.copy(group.bytes(), 0, request, JAVA_BYTE, 8, 6);
      int result =
          (int)
              SETSOCKOPT.invokeExact(
                  error, socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, REQUEST_SIZE);
      if (result < 0) {
        membership.close();
        throw new IOException("setsockopt(PACKET_ADD_MEMBERSHIP): errno " + errno(error));
      }
      return membership;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  /** Leaves. */
  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(ERROR_STATE), socket);
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  private static int errno(MemorySegment error) {
    return error.get(JAVA_INT, 0);
  }

  // Calling C is what this class is for.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }
}
