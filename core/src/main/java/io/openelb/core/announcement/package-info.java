/**
 * Who answers for an address: the operator's ranking, and each speaker's takeover.
 *
 * <p>{@link io.openelb.core.announcement.Takeover} is a state machine without clock, sockets or
 * threads. A speaker feeds it {@link io.openelb.core.announcement.Input}s and carries out the
 * {@link io.openelb.core.announcement.Effect}s that come back:
 *
 * <pre>{@code
 * var takeover = new Takeover(node, random.nextLong(), Timings.defaults(), random);
 * takeover.handle(new Input.InterfaceUp("eth1", mac), now);        // then PlanChanged, Heard, ...
 * for (Effect effect : takeover.handle(input, now)) { ... }        // in order
 * // wait for the next input, or until takeover.nextDeadline(), then handle(new Input.Tick(), now)
 * }</pre>
 *
 * <p>The thread that answers keeps {@code takeover.fence("eth1", now)} and asks {@code
 * fence.holds(now)} before each answer; the one that sends tells it what has left. {@link
 * io.openelb.core.announcement.AdvertisementCodec} makes bytes of advertisements; the HMAC around
 * them is the speaker's.
 *
 * <p>The words:
 *
 * <dl>
 *   <dt>claim
 *   <dd>an owner's statement that it answers for an address, with an epoch and a rank
 *   <dt>epoch
 *   <dd>counts the owners of an address; of two claims the one with the higher epoch wins
 *   <dt>rank
 *   <dd>a node's place in the operator's ranking of an address, from 0; the best takes it first
 *   <dt>slot
 *   <dd>what one speaker knows of one address on one interface, and where it stands with it
 *   <dt>turn
 *   <dd>what a speaker says at one time on one interface: advertisements of one sequence number
 *   <dt>to settle
 *   <dd>to find after a change what to do about an address that isn't ours: wait, ask, follow
 *   <dt>hand-over
 *   <dd>the way of an address from a living owner to a successor, which claims it first
 *   <dt>offer
 *   <dd>the owner's wish that one named successor take addresses from it
 *   <dt>to call over
 *   <dd>to tell the neighbours' caches after a hand-over; without that, open connections stay
 * </dl>
 */
@NullMarked
package io.openelb.core.announcement;

import org.jspecify.annotations.NullMarked;
