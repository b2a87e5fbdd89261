package io.openelb.operator.event;

/** Why an Event is written: the reasons that users may rely on. */
public enum Reason {
  /** A Service was given an address. */
  ASSIGN_IP("AssignIP", false, "Allocate"),
  /** A Service waits for an address, or lost the one it had. */
  ASSIGN_IP_FAILED("AssignIPFailed", true, "Allocate"),
  /** A Service gave its address back. */
  RELEASE_IP("ReleaseIP", false, "Release"),
  /** Another node answers for an address now. */
  NODE_ASSIGNED("NodeAssigned", false, "Announce"),
  /** A station outside the cluster answers for an address, too. */
  ADDRESS_CONFLICT("AddressConflict", true, "Announce"),
  /** An Eip is used for new addresses. */
  EIP_READY("EipReady", false, "Validate"),
  /** An Eip breaks a rule, and is not used for new addresses. */
  EIP_REJECTED("EipRejected", true, "Validate"),
  /** A node can't announce an Eip's addresses, or can't do it well. */
  SPEAKER_PROBLEM("SpeakerProblem", true, "Announce");

  private final String text;
  private final boolean warning;
  private final String action;

  Reason(String text, boolean warning, String action) {
    this.text = text;
    this.warning = warning;
    this.action = action;
  }

  /** As it stands in the Event. */
  public String text() {
    return text;
  }

  /** {@code Normal} or {@code Warning}. */
  String type() {
    return warning ? "Warning" : "Normal";
  }

  /** Whether each one says that what the last one said is over. */
  boolean outdatesTheLast() {
    return this == NODE_ASSIGNED;
  }

  String action() {
    return action;
  }
}
