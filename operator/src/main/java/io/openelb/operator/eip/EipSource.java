package io.openelb.operator.eip;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.openelb.api.Eip;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the keeper of pools of every Eip, and has Eips reconciled that did not change themselves.
 */
public final class EipSource extends SimpleInboundEventSource<Eip>
    implements ResourceEventAware<Eip> {

  private final PoolKeeper keeper;
  private final Consumer<Eip> seen;
  private volatile @Nullable IndexerResourceCache<Eip> eips;

  /**
   * A source not yet attached.
   *
   * @param seen told of every Eip that is new or changed
   */
  public EipSource(PoolKeeper keeper, Consumer<Eip> seen) {
    super("eips-to-recheck");
    this.keeper = keeper;
    this.seen = seen;
  }

  void attach(IndexerResourceCache<Eip> eips) {
    this.eips = eips;
  }

  /** Has all Eips reconciled; returns at once. */
  public void recheckAll() {
    IndexerResourceCache<Eip> cache = eips;
    if (cache != null) {
      cache.keys().map(id -> new ResourceID(id.getName())).forEach(this::propagateEvent);
    }
  }

  /**
   * Tells the keeper of all at once that there are, before the word of each comes. One that goes
   * meanwhile is forgotten here: the word of its deletion may have come before it was told.
   */
  public void tellOfAll() {
    IndexerResourceCache<Eip> cache = eips;
    if (cache == null) {
      return;
    }
    List<Eip> listed = cache.list().toList();
    keeper.putAll(listed);
    listed.stream()
        .map(ResourceID::fromResource)
        .filter(id -> cache.get(id).isEmpty())
        .forEach(gone -> keeper.remove(gone.getName()));
  }

  @Override
  public void onResourceCreated(Eip eip) {
    keeper.put(eip);
    seen.accept(eip);
  }

  @Override
  public void onResourceUpdated(Eip eip, Eip old) {
    keeper.put(eip);
    seen.accept(eip);
  }

  @Override
  public void onResourceDeleted(Eip eip) {
    keeper.remove(eip.getMetadata().getName());
  }
}
