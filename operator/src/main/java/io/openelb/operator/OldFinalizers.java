package io.openelb.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.openelb.api.Names;
import io.openelb.api.http.ApiErrors;
import io.openelb.operator.http.MergePatch;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.pace.PacedLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the finalizers of the system before this one off objects that are being deleted: nobody
 * else will.
 *
 * <p>The reconcilers can't. The operator SDK gives what is being deleted only to those that put
 * finalizers on themselves. It can be told to give everything to everybody, but then it may join
 * the word of a deletion with that of a new object of the same name, and the new one is never seen.
 */
final class OldFinalizers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OldFinalizers.class);

  private static final Set<String> OLD =
      Set.of(Names.OLD_SERVICE_FINALIZER, Names.OLD_EIP_FINALIZER);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Leadership leadership;

  /** What is held up, by its UID. */
  private final Map<String, HasMetadata> heldUp = new ConcurrentHashMap<>();

  private final PacedLoop loop = new PacedLoop("old-finalizers", PAUSE, RETRY, this::takeOffAll);

  OldFinalizers(KubernetesClient client, Leadership leadership) {
    this.client = client;
    this.leadership = leadership;
  }

  void start() {
    loop.start();
  }

  /** An object is new or has changed; returns at once. */
  void see(HasMetadata object) {
    if (object.isMarkedForDeletion()
        && object.getMetadata().getFinalizers().stream().anyMatch(OLD::contains)) {
      heldUp.put(object.getMetadata().getUid(), object);
      loop.wake();
    }
  }

  private void takeOffAll() {
    heldUp.forEach((uid, object) -> {
      if (leadership.mayWrite() && takeOff(object)) {
        heldUp.remove(uid, object);
      }
    });
  }

  /** Whether nothing is left to do for this version of the object. */
  private boolean takeOff(HasMetadata object) {
    String name = object.getKind() + " " + object.getMetadata().getName();
    try {
      client.resource(object).patch(MergePatch.CONTEXT, withoutOld(object));
      log.info("{}: took the finalizer of the old system off", name);
      return true;
    } catch (KubernetesClientException e) {
      boolean gone = ApiErrors.isNotFound(e);
      // The watch brings what it has become.
      boolean changed = ApiErrors.isConflict(e);
      if (!gone && !changed) {
        log.warn("{}: can't take the old system's finalizer off yet: {}", name, e.getMessage());
      }
      return gone || changed;
    }
  }

  private static String withoutOld(HasMetadata object) {
    List<String> left =
        object.getMetadata().getFinalizers().stream().filter(one -> !OLD.contains(one)).toList();
    ObjectNode patch = MergePatch.of(object);
    ArrayNode finalizers = MergePatch.metadata(patch).putArray("finalizers");
    left.forEach(finalizers::add);
    return patch.toString();
  }

  @Override
  public void close() {
    loop.close();
  }
}
