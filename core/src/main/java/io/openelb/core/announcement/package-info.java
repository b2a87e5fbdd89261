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
 */
@NullMarked
package io.openelb.core.announcement;

import org.jspecify.annotations.NullMarked;
