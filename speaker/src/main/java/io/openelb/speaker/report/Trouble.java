package io.openelb.speaker.report;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.openelb.api.http.RootCause;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What fails again and again, told once when it begins and once when it is over. */
final class Trouble {

  private static final Logger log = LoggerFactory.getLogger(Trouble.class);

  private final String what;
  private boolean present;

  /**
   * No trouble yet.
   *
   * @param what fails, such as {@code writing Lease openelb-system/openelb-speaker-worker-p001}
   */
  Trouble(String what) {
    this.what = what;
  }

  /** It failed, as it may. */
  void met(Exception e) {
    if (present) {
      return;
    }
    present = true;
    switch (e) {
      case TimeoutException _ ->
          log.warn("Failed: what={} reason=\"the speaker is too busy to tell its state\"", what);
      case KubernetesClientException _, ExecutionException _ ->
          log.warn("Failed: what={} reason=\"{}\"", what, RootCause.of(e).toString());
      default -> log.error("Failed: what={}", what, e);
    }
  }

  /** It was done. */
  void over() {
    if (present) {
      present = false;
      log.info("Works again: what={}", what);
    }
  }
}
