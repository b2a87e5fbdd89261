package io.openelb.webhook.server;

import io.openelb.certs.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** The TLS port: opened with the first certificate, reloaded with each later one. */
final class TlsConnector {

  private static final String ALIAS = "serving";

  /** Who says nothing for so long is not waited for. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  /**
   * For HTTP/2, which API servers speak: longer than the pause between two admissions of a busy
   * cluster, shorter than a forgotten client is welcome.
   */
  private static final Duration IDLE = Duration.ofSeconds(90);

  /** API servers open a few each. Only half of all may idle: the others come and go. */
  static final int CONNECTIONS = 64;

  private final InetSocketAddress address;
  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private volatile @Nullable ServerConnector connector;

  TlsConnector(InetSocketAddress address) {
    this.address = address;
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    // The store is in memory and never leaves the process.
    context.setKeyStorePassword("");
    context.setKeyManagerPassword("");
  }

  synchronized void serve(Server server, Identity identity) {
    KeyStore store = keyStore(identity);
    try {
      if (connector != null) {
        context.reload(factory -> factory.setKeyStore(store));
        return;
      }
      context.setKeyStore(store);
      ServerConnector opened = open(server);
      server.addConnector(opened);
      opened.start();
      connector = opened;
    } catch (Exception e) {
      throw new IllegalStateException("cannot serve with " + identity, e);
    }
  }

  boolean isOpen() {
    ServerConnector opened = connector;
    return opened != null && opened.isRunning();
  }

  int port() {
    ServerConnector opened = connector;
    return opened == null ? 0 : opened.getLocalPort();
  }

  /** What a connector without TLS speaks. */
  static HttpConnectionFactory plain(HttpConfiguration http) {
    http.setSendServerVersion(false);
    return new HttpConnectionFactory(http);
  }

  private ServerConnector open(Server server) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    var secure = new SecureRequestCustomizer();
    // Clients call the Service's name or a port-forward's; the certificate has one name set and no
    // other is served.
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    http.setIdleTimeout(SILENCE.toMillis());
    var http1 = new HttpConnectionFactory(http);
    var http2 = new HTTP2ServerConnectionFactory(http);
    http2.setStreamIdleTimeout(SILENCE.toMillis());
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    var ssl = new SslConnectionFactory(context, alpn.getProtocol());
    var opened = new ServerConnector(server, 1, 1, ssl, alpn, http2, http1);
    opened.setHost(address.getHostString());
    opened.setPort(address.getPort());
    opened.setIdleTimeout(SILENCE.toMillis());
    opened.addBean(new NetworkConnectionLimit(CONNECTIONS, opened));
    http2.addBean(
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            if (opened.getConnectedEndPoints().size() <= CONNECTIONS / 2) {
              connection.getEndPoint().setIdleTimeout(IDLE.toMillis());
            }
          }
        });
    return opened;
  }

  private static KeyStore keyStore(Identity identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry(
          ALIAS, identity.key(), new char[0], new Certificate[] {identity.certificate()});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot hold " + identity + " in memory", e);
    }
  }
}
