package io.openelb.speaker.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What neither Java nor libpcap can ask of packet sockets, see {@code packet(7)}. */
final class Sockets {

  /** The level of options of packet sockets. */
  static final int SOL_PACKET = 263;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NO_PROTOCOL = 0;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PRIORITY = 12;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_DOMAIN = 39;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int MSG_DONTWAIT = 0x40;

  /** {@code TC_PRIO_CONTROL} of {@code linux/pkt_sched.h}. */
  private static final int CONTROL = 7;

  /** {@code struct sock_filter}: code, two jumps, operand. */
  private static final int INSTRUCTION_SIZE = 8;

  /** {@code struct sock_fprog}: how many instructions, and, at 8, where. */
  private static final int PROGRAM_SIZE = 16;

  private static final MemoryLayout ERROR_STATE = Linker.Option.captureStateLayout();
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Sockets() {}

  /**
   * A new packet socket, which receives nothing.
   *
   * @throws IOException when the kernel refuses: NET_RAW is missing
   */
  static int open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_STATE);
      int socket = (int) SOCKET.invokeExact(error, AF_PACKET, SOCK_RAW_CLOEXEC, NO_PROTOCOL);
      check("socket", socket, error);
      return socket;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  /**
   * Sets an option of a socket.
   *
   * @throws IOException when the kernel refuses
   */
  static void set(int socket, int level, int option, MemorySegment value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR_STATE);
      int length = (int) value.byteSize();
      check(
          "setsockopt",
          (int) SETSOCKOPT.invokeExact(error, socket, level, option, value, length),
          error);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  /**
   * Lets only those frames pass from now on that the program accepts. The kernel puts it in the
   * place of the last one between two frames: none is lost, and none is judged by neither.
   *
   * @throws IOException when the kernel refuses
   */
  static void filter(int socket, List<Bpf.Instruction> program) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code =
          arena.allocate((long) INSTRUCTION_SIZE * program.size(), JAVA_INT.byteAlignment());
      long at = 0;
      for (Bpf.Instruction instruction : program) {
        code.set(JAVA_SHORT, at, (short) instruction.code());
        code.set(JAVA_BYTE, at + 2, (byte) instruction.whenTrue());
        code.set(JAVA_BYTE, at + 3, (byte) instruction.whenFalse());
        code.set(JAVA_INT, at + 4, instruction.operand());
        at += INSTRUCTION_SIZE;
      }
      MemorySegment value = arena.allocate(PROGRAM_SIZE, ADDRESS.byteAlignment());
      value.set(JAVA_SHORT, 0, (short) program.size());
      value.set(ADDRESS, ADDRESS.byteSize(), code);
      set(socket, SOL_SOCKET, SO_ATTACH_FILTER, value);
    }
  }

  /**
   * Receives from now on what others send, so that the kernel copies nothing of what the node sends
   * for us. This needs Linux 4.20.
   *
   * @throws IOException when the kernel refuses
   */
  static void ignoreOutgoing(int socket) throws IOException {
    set(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
  }

  /** Whether {@link #ignoreOutgoing} is in force. */
  static boolean ignoresOutgoing(int socket) {
    return get(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING) == 1;
  }

  /**
   * Sends from now on with the priority of what keeps a network together: in the queues of an
   * interface its frames overtake bulk traffic.
   *
   * @throws IOException when the kernel refuses: NET_ADMIN is missing
   */
  static void prefer(int socket) throws IOException {
    set(socket, SOL_SOCKET, SO_PRIORITY, CONTROL);
  }

  /** Whether {@link #prefer} is in force. */
  static boolean isPreferred(int socket) {
    return get(socket, SOL_SOCKET, SO_PRIORITY) == CONTROL;
  }

  private static void set(int socket, int level, int option, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      set(socket, level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  /** This process's packet sockets of this moment; none if they can't be listed. */
  static Set<Integer> ofPackets() {
    Set<Integer> sockets = new HashSet<>();
    String[] files = new File("/proc/self/fd").list();
    for (String file : files == null ? new String[0] : files) {
      int descriptor = Integer.parseInt(file);
      if (get(descriptor, SOL_SOCKET, SO_DOMAIN) == AF_PACKET) {
        sockets.add(descriptor);
      }
    }
    return sockets;
  }

  /** The value of an option; 0 for what is no socket. */
  private static int get(int descriptor, int level, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      // What fails leaves the zero.
      var _ =
          (int)
              GETSOCKOPT.invokeExact(
                  arena.allocate(ERROR_STATE), descriptor, level, option, value, length);
      return value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  /** Sends a frame by a bound socket, or says that the kernel doesn't take it at once. */
  static boolean trySend(int socket, byte[] frame) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment octets = arena.allocateFrom(JAVA_BYTE, frame);
      return (long)
              SEND.invokeExact(
                  arena.allocate(ERROR_STATE), socket, octets, octets.byteSize(), MSG_DONTWAIT)
          >= 0;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  /** Closes a socket that {@link #open} made. */
  static void close(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      var _ = (int) CLOSE.invokeExact(arena.allocate(ERROR_STATE), socket);
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library can't throw", e);
    }
  }

  private static void check(String call, int result, MemorySegment error) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": errno " + error.get(JAVA_INT, 0));
    }
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
