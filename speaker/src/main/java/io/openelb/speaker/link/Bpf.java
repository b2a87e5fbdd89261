package io.openelb.speaker.link;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a program of classic BPF, see {@code linux/filter.h}. It has one register, a few slots to
 * keep numbers in, and runs forwards only; a load beyond the frame's end drops the frame. The
 * conditional jumps reach 255 instructions far: here they pass over one or two, and what is longer
 * is passed over by an unconditional one.
 */
final class Bpf {

  private static final int LOAD_8 = 0x30;
  private static final int LOAD_16 = 0x28;
  private static final int LOAD_32 = 0x20;
  private static final int KEEP = 0x02;
  private static final int RECALL = 0x60;
  private static final int AND = 0x54;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_GREATER = 0x25;
  private static final int JUMP_IF_NOT_LESS = 0x35;
  private static final int RETURN = 0x06;

  private static final int DROP = 0;

  private final List<Instruction> instructions = new ArrayList<>();

  /**
   * One instruction.
   *
   * @param whenTrue how many of the next are passed over if its condition holds
   * @param whenFalse how many if it doesn't
   */
  record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

  List<Instruction> instructions() {
    return List.copyOf(instructions);
  }

  /** Loads the octet at the offset. */
  Bpf load8(int offset) {
    return plain(LOAD_8, offset);
  }

  /** Loads the 16-bit number at the offset. */
  Bpf load16(int offset) {
    return plain(LOAD_16, offset);
  }

  /** Loads the 32-bit number at the offset. */
  Bpf load32(int offset) {
    return plain(LOAD_32, offset);
  }

  /** Puts what is loaded into the slot. */
  Bpf keep(int slot) {
    return plain(KEEP, slot);
  }

  /** Loads what is in the slot. */
  Bpf recall(int slot) {
    return plain(RECALL, slot);
  }

  /** Leaves these bits alone of what is loaded. */
  Bpf and(int bits) {
    return plain(AND, bits);
  }

  /** Runs the block if this is loaded; then goes on. */
  Bpf ifEqual(int value, Bpf block) {
    branch(JUMP_IF_EQUAL, 1, 0, value);
    return passOver(block);
  }

  /** Runs the block if this is not loaded; then goes on. */
  Bpf unlessEqual(int value, Bpf block) {
    branch(JUMP_IF_EQUAL, 0, 1, value);
    return passOver(block);
  }

  private Bpf passOver(Bpf block) {
    plain(JUMP, block.instructions.size());
    return append(block);
  }

  /** Goes on if a number from first to last, unsigned, is loaded; drops the frame otherwise. */
  Bpf require(int first, int last) {
    branch(JUMP_IF_NOT_LESS, 0, 1, first);
    branch(JUMP_IF_GREATER, 0, 1, last);
    return drop();
  }

  /** Accepts the frame if a number from first to last, unsigned, is loaded; goes on otherwise. */
  Bpf acceptIf(int first, int last, int octets) {
    branch(JUMP_IF_NOT_LESS, 0, 2, first);
    branch(JUMP_IF_GREATER, 1, 0, last);
    return plain(RETURN, octets);
  }

  /** Drops the frame. */
  Bpf drop() {
    return plain(RETURN, DROP);
  }

  /** Runs the block. */
  Bpf append(Bpf block) {
    instructions.addAll(block.instructions);
    return this;
  }

  private void branch(int code, int whenTrue, int whenFalse, int operand) {
    instructions.add(new Instruction(code, whenTrue, whenFalse, operand));
  }

  private Bpf plain(int code, int operand) {
    branch(code, 0, 0, operand);
    return this;
  }
}
