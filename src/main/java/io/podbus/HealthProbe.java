package io.podbus;

import io.podbus.config.ConfigException;
import io.podbus.config.ConfigLoader;
import io.podbus.config.ManagementConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// `podbus health`: asks the service of this configuration whether it is ready, for images and
/// units that have nothing else to ask with.
final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 5000;

  private HealthProbe() {}

  /// @return 0 where it is ready, 1 where it is not, or cannot be asked; 2 for a configuration that
  ///   is wrong
  static int run(Map<String, String> environment) {
    ManagementConfig management;
    try {
      management = ConfigLoader.load(ConfigLoader.file(environment), environment).management();
    } catch (ConfigException e) {
      System.err.println("podbus: " + e.getMessage());
      return 2;
    }
    String host =
        management.host().contains(":") ? "[" + management.host() + "]" : management.host();
    try {
      return ask(URI.create("http://" + host + ":" + management.port() + "/health/ready"));
    } catch (IOException e) {
      System.err.println("podbus: nobody answers on the management port: " + e.getMessage());
      return 1;
    }
  }

  private static int ask(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    boolean ready = connection.getResponseCode() == 200;
    try (var in = ready ? connection.getInputStream() : connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      (ready ? System.out : System.err).println(body);
    } finally {
      connection.disconnect();
    }
    return ready ? 0 : 1;
  }
}
