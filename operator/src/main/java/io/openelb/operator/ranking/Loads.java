package io.openelb.operator.ranking;

import java.util.HashMap;
import java.util.Map;

/** How many addresses each node is first for. */
final class Loads {

  private final Map<String, Integer> addresses = new HashMap<>();

  int of(String node) {
    return addresses.getOrDefault(node, 0);
  }

  void add(Entry entry) {
    count(entry, entry.addresses().size());
  }

  void remove(Entry entry) {
    count(entry, -entry.addresses().size());
  }

  private void count(Entry entry, int difference) {
    entry.first().ifPresent(node -> addresses.merge(node, difference, Integer::sum));
  }
}
