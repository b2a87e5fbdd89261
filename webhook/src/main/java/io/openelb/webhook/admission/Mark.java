package io.openelb.webhook.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of a Service's addresses were proposed by us, and which its user asks for. Both stand in
 * {@code spec.loadBalancerIP}; the mark, an annotation, says which is which.
 */
final class Mark {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Mark() {}

  /**
   * The mark that a Service ought to have. A mark that was there holds, whatever the user wrote
   * into it: it ends for an address that the user pins, and gives way to one that came along with
   * its address.
   *
   * @param before null when it was not in our care before
   */
  static SequencedSet<Ip> of(@Nullable Service before, Service after) {
    if (before == null || isBroughtAlong(before, after)) {
      // A copy of another Service's manifest: its address is a proposal again, if it is there.
      return ServiceMapper.isProposed(after)
          ? new LinkedHashSet<>(ServiceMapper.prefilled(after))
          : new LinkedHashSet<>();
    }
    SequencedSet<Ip> mark = new LinkedHashSet<>(ServiceMapper.prefilled(before));
    ServiceMapper.loadBalancerIp(after)
        .filter(ip -> isPinned(ip, before, after))
        .ifPresent(mark::remove);
    return mark;
  }

  /**
   * Whether another proposal than before stands there with its own mark: in a manifest that was
   * exported, of this Service or of another; or we wrote both a moment ago, and are called again
   * because another webhook changed the Service.
   */
  private static boolean isBroughtAlong(Service before, Service after) {
    return ServiceMapper.isProposed(after)
        && !ServiceMapper.prefilled(after).equals(ServiceMapper.prefilled(before))
        && (isChanged(before, after) || isDropped(before, after));
  }

  private static boolean isChanged(Service before, Service after) {
    return !ServiceMapper.loadBalancerIp(after).equals(ServiceMapper.loadBalancerIp(before));
  }

  /** Whether the user took a request off, for which we proposed the same address. */
  private static boolean isDropped(Service before, Service after) {
    return !ServiceMapper.isProposed(before)
        && ServiceMapper.loadBalancerIp(after).filter(ip -> isInLastApplied(ip, after)).isEmpty()
        && !isOwnedByAnApplier(after);
  }

  /**
   * Whether the user asks for this address, which stands in {@code spec.loadBalancerIP}. It may
   * stand there because we wrote it and the user's client carried it along; then the mark came
   * along with it.
   */
  private static boolean isPinned(Ip ip, Service before, Service after) {
    boolean changed = ServiceMapper.loadBalancerIp(before).filter(ip::equals).isEmpty();
    boolean replacedWithoutMark = annotation(after, Names.PREFILLED) == null;
    return changed
        || replacedWithoutMark
        || isInLastApplied(ip, after)
        || isOwnedByAnApplier(after);
  }

  /** Client-side apply: the manifest has the address, and no mark. */
  private static boolean isInLastApplied(Ip ip, Service service) {
    String applied = annotation(service, Names.LAST_APPLIED);
    if (applied == null) {
      return false;
    }
    try {
      JsonNode manifest = JSON.readTree(applied);
      String text = manifest.path("spec").path("loadBalancerIP").asText("");
      return ServiceMapper.parsed(text).filter(ip::equals).isPresent()
          && !manifest.path("metadata").path("annotations").has(Names.PREFILLED);
    } catch (JsonProcessingException e) {
      // Anybody can write this annotation; what can't be read says nothing.
      return false;
    }
  }

  /** Server-side apply: a manager owns the field, and not the mark. */
  private static boolean isOwnedByAnApplier(Service service) {
    List<ManagedFieldsEntry> entries = service.getMetadata().getManagedFields();
    return entries != null
        && entries.stream()
            .filter(entry -> "Apply".equals(entry.getOperation()))
            .map(ManagedFieldsEntry::getFieldsV1)
            .anyMatch(fields ->
                has(fields, "f:spec", "f:loadBalancerIP")
                    && !has(fields, "f:metadata", "f:annotations", "f:" + Names.PREFILLED));
  }

  private static boolean has(@Nullable FieldsV1 fields, String... path) {
    Object at = fields == null ? null : fields.getAdditionalProperties();
    for (String name : path) {
      if (!(at instanceof Map<?, ?> map) || !map.containsKey(name)) {
        return false;
      }
      at = map.get(name);
    }
    return true;
  }

  private static @Nullable String annotation(Service service, String name) {
    return Metadata.annotations(service).get(name);
  }
}
