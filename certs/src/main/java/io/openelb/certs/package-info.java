/**
 * Serving certificates of the webhook: who signs them ({@link io.openelb.certs.Authority}), when
 * they are renewed ({@link io.openelb.certs.RenewalPolicy}), where they are kept ({@link
 * io.openelb.certs.SecretStore}), and how the API server comes to trust them ({@link
 * io.openelb.certs.CaInjector}).
 */
@NullMarked
package io.openelb.certs;

import org.jspecify.annotations.NullMarked;
