package io.openelb.speaker;

import io.openelb.core.announcement.Timings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the speaker is told at its start.
 *
 * @param apiHosts where health, metrics and what is announced are served
 * @param probeHosts where the same is served for probes
 * @param layer2 whether it may answer at all
 * @param node name of its node
 * @param namespace where its Lease and the key's Secret are
 * @param timings of liveness and take-over
 * @param handOver how long a stop may wait for the successors
 * @param nft the program that holds the packet filter table
 */
public record Options(
    InetSocketAddress apiHosts,
    InetSocketAddress probeHosts,
    boolean layer2,
    String node,
    String namespace,
    Timings timings,
    Duration handOver,
    Path nft) {}
