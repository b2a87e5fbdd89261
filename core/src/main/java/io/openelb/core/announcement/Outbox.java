package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.List;

/** Gathers what one input causes on one interface, so that thousands of addresses go together. */
final class Outbox {

  private final String nic;
  private final List<Ip> stops = new ArrayList<>();
  private final List<Ip> questionsOver = new ArrayList<>();
  private final List<Ip> owned = new ArrayList<>();
  private final List<Ip> starts = new ArrayList<>();
  private final List<Ip> announces = new ArrayList<>();
  private final List<Ip> asks = new ArrayList<>();
  private final List<Effect.Report> reports = new ArrayList<>();

  Outbox(String nic) {
    this.nic = nic;
  }

  /** The address has an owner. */
  void owned(Slot slot) {
    if (slot.planned && !slot.saidOwned) {
      slot.saidOwned = true;
      owned.add(slot.address);
    }
  }

  void start(Ip address) {
    starts.add(address);
  }

  void stop(Ip address) {
    stops.add(address);
  }

  void stopAsking(Ip address) {
    questionsOver.add(address);
  }

  void announce(Ip address) {
    announces.add(address);
  }

  void ask(Ip address) {
    asks.add(address);
  }

  void report(Effect.Report report) {
    reports.add(report);
  }

  /**
   * Silence first, then speech, then the peers, then questions: nobody hears a claim that is not
   * yet true.
   */
  void drainTo(List<Effect> effects, List<Advertisement> advertisements) {
    if (!stops.isEmpty()) {
      effects.add(new Effect.StopAnswering(nic, List.copyOf(stops)));
    }
    if (!questionsOver.isEmpty()) {
      effects.add(new Effect.StopAsking(nic, List.copyOf(questionsOver)));
    }
    if (!owned.isEmpty()) {
      effects.add(new Effect.Owned(nic, List.copyOf(owned)));
    }
    if (!starts.isEmpty()) {
      effects.add(new Effect.StartAnswering(nic, List.copyOf(starts)));
    }
    if (!announces.isEmpty()) {
      effects.add(new Effect.Announce(nic, List.copyOf(announces)));
    }
    advertisements.forEach(ad -> effects.add(new Effect.Advertise(nic, ad)));
    if (!asks.isEmpty()) {
      effects.add(new Effect.Ask(nic, List.copyOf(asks)));
    }
    effects.addAll(reports);
    stops.clear();
    questionsOver.clear();
    owned.clear();
    starts.clear();
    announces.clear();
    asks.clear();
    reports.clear();
  }
}
