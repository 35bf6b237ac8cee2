package io.podbus.it;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A service for all tests of a class.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceTestBase {
  Service service;
  Api api;

  Map<String, String> settings() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    service = Service.start(settings());
    api = service.api();
  }

  @AfterAll
  void stop() {
    service.close();
  }
}
