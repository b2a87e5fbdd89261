package io.openelb.speaker.link;

import io.openelb.speaker.frame.Sighting;

/** Takes what an interface hears, in the interface's own threads: it must never wait. */
public interface LinkListener {

  /**
   * Another station spoke of a watched address.
   *
   * @return false if there is no room for it, and it is lost
   */
  boolean sighted(String nic, Sighting sighting);

  /**
   * A frame of our own kind was heard.
   *
   * @param payload what follows the Ethernet header, padding included; untrusted
   * @return false if there is no room for it, and it is lost
   */
  boolean advertised(String nic, byte[] payload);
}
