package io.openelb.lab;

import java.util.List;

/** The machines of the user's document, each a network namespace of the lab. */
enum Machine {
  MASTER1("master1"),
  WORKER_P001("worker-p001"),
  WORKER_P002("worker-p002"),
  CLIENT("client");

  static final List<Machine> NODES = List.of(MASTER1, WORKER_P001, WORKER_P002);

  private final String hostname;

  Machine(String hostname) {
    this.hostname = hostname;
  }

  static Machine node(String hostname) {
    return NODES.stream()
        .filter(node -> node.hostname.equals(hostname))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node " + hostname));
  }

  @Override
  public String toString() {
    return hostname;
  }
}
