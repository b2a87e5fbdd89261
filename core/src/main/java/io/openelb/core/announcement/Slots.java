package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of one segment of which anything is known. */
final class Slots {

  private final Map<Ip, Slot> slots = new LinkedHashMap<>();

  /** The address's slot, made when it is new. */
  Slot at(Ip address) {
    return slots.computeIfAbsent(address, Slot::new);
  }

  /** The address's slot, or null when nothing is known of it. */
  @Nullable Slot known(Ip address) {
    return slots.get(address);
  }

  Collection<Slot> all() {
    return slots.values();
  }

  /** Forgets the slot when there is nothing left to remember. */
  void tidy(Slot slot) {
    if (slot.forgettable()) {
      slots.remove(slot.address);
    }
  }
}
