package io.podbus.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Content types and their negotiation (RFC 9110, 12.5.1). Pure; any thread.
final class MediaTypes {
  static final String JSON = "application/json";
  static final String EVENTS = "text/event-stream";
  static final String TEXT = "text/plain";
  static final String CAST = "application/x-asciicast";
  static final String BYTES = "application/octet-stream";

  /// A tar, plain or in gzip: which of them its own bytes tell.
  private static final Set<String> ARCHIVES =
      Set.of(
          "application/x-tar",
          "application/tar",
          "application/gzip",
          "application/x-gzip",
          "application/tar+gzip",
          "application/x-tar+gzip");

  private MediaTypes() {}

  /// Whether the request's body is said to be JSON.
  static boolean isJson(HttpServerRequest request) {
    return ofBody(request).equals(JSON);
  }

  /// Whether the request's body is said to be mere bytes.
  static boolean isBytes(HttpServerRequest request) {
    return ofBody(request).equals(BYTES);
  }

  /// Whether the request's body is said to be an archive of files.
  static boolean isArchive(HttpServerRequest request) {
    return ARCHIVES.contains(ofBody(request));
  }

  private static String ofBody(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : essence(type);
  }

  /// The offer that the client likes best; of equals, and where it likes none, the first.
  static String negotiate(HttpServerRequest request, List<String> offers) {
    List<String> accept = request.headers().getAll(HttpHeaders.ACCEPT);
    String best = offers.getFirst();
    double bestQuality = 0;
    for (String offer : offers) {
      double quality = accept.isEmpty() ? 1 : quality(String.join(",", accept), offer);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return best;
  }

  /// Whether the client asks for gzip (RFC 9110, 12.5.3).
  static boolean takesGzip(HttpServerRequest request) {
    List<String> accept = request.headers().getAll(HttpHeaders.ACCEPT_ENCODING);
    boolean anything = false;
    for (String coding : String.join(",", accept).split(",", -1)) {
      String name = essence(coding);
      if (name.equals("gzip") || name.equals("x-gzip")) {
        return weight(coding) > 0;
      }
      anything |= name.equals("*") && weight(coding) > 0;
    }
    return anything;
  }

  private static double quality(String accept, String offer) {
    double quality = 0;
    int precision = -1;
    for (String range : accept.split(",", -1)) {
      int matched = precision(essence(range), offer);
      if (matched > precision) {
        precision = matched;
        quality = weight(range);
      }
    }
    return quality;
  }

  private static int precision(String range, String offer) {
    if (range.equals(offer)) {
      return 2;
    }
    if (range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1))) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double weight(String range) {
    for (String parameter : range.split(";", -1)) {
      String text = parameter.strip().toLowerCase(Locale.ROOT);
      if (text.startsWith("q=")) {
        Double weight = number(text.substring(2));
        return weight == null ? 0 : weight;
      }
    }
    return 1;
  }

  private static @Nullable Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String essence(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
