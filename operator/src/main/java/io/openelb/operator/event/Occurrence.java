package io.openelb.operator.event;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;

/**
 * Something that happened to an object.
 *
 * @param note a sentence for people
 */
record Occurrence(ObjectReference about, Reason reason, String note, Instant at) {}
