package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.speaker.frame.Octets;
import java.util.List;

/** Runs a program of classic BPF as the kernel does, for the instructions that we use. */
final class BpfMachine {

  /** BPF_MAXINSNS. */
  private static final int LONGEST = 4096;

  private static final int BESIDE_THE_FRAME = 0xfffff000;

  private final List<Bpf.Instruction> program;

  /** A machine for a program that the kernel would take. */
  BpfMachine(List<Bpf.Instruction> program) {
    this.program = program;
    assertThat(program).hasSizeBetween(1, LONGEST);
    assertThat(program.getLast().code()).as("the last returns").isEqualTo(0x06);
    for (int at = 0; at < program.size(); at++) {
      Bpf.Instruction one = program.get(at);
      assertThat(List.of(one.whenTrue(), one.whenFalse())).allMatch(jump -> jump >> 8 == 0);
      int furthest = one.code() == 0x05 ? one.operand() : Math.max(one.whenTrue(), one.whenFalse());
      assertThat(at + 1 + furthest)
          .as("%d: %s", at, one)
          .isLessThanOrEqualTo(program.size() - 1 + ends(at));
    }
  }

  /** A return goes nowhere. */
  private int ends(int at) {
    return program.get(at).code() == 0x06 ? 1 : 0;
  }

  /**
   * How many octets of the frame are handed on; 0 if it is dropped.
   *
   * @param packetType PACKET_HOST is 0, PACKET_OUTGOING 4
   * @param vlanTag that stood in the frame, 0 if none did
   */
  int run(byte[] frame, int packetType, int vlanTag) {
    int loaded = 0;
    int[] slots = new int[16];
    int at = 0;
    while (true) {
      Bpf.Instruction one = program.get(at++);
      int operand = one.operand();
      boolean holds = false;
      switch (one.code()) {
        case 0x30, 0x28, 0x20 -> {
          int octets = one.code() == 0x30 ? 1 : one.code() == 0x28 ? 2 : 4;
          if (Integer.compareUnsigned(operand, BESIDE_THE_FRAME) >= 0) {
            loaded = operand == BESIDE_THE_FRAME + 4 ? packetType : vlanTag;
          } else if (operand + octets > frame.length) {
            return 0;
          } else {
            loaded =
                octets == 1
                    ? Octets.u8(frame, operand)
                    : octets == 2 ? Octets.u16(frame, operand) : Octets.i32(frame, operand);
          }
        }
        case 0x02 -> slots[operand] = loaded;
        case 0x60 -> loaded = slots[operand];
        case 0x54 -> loaded &= operand;
        case 0x05 -> at += operand;
        case 0x15 -> holds = loaded == operand;
        case 0x25 -> holds = Integer.compareUnsigned(loaded, operand) > 0;
        case 0x35 -> holds = Integer.compareUnsigned(loaded, operand) >= 0;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError(one);
      }
      at += holds ? one.whenTrue() : one.whenFalse();
    }
  }
}
