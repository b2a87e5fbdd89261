package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import java.util.Optional;

/**
 * An address that a Service has.
 *
 * @param pool the name of its Eip; empty when it lies in none (any more)
 */
public record Grant(Ip address, Optional<String> pool) {}
