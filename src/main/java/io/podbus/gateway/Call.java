package io.podbus.gateway;

import io.vertx.core.Future;

/// One call of the HTTP contract.
@FunctionalInterface
interface Call {
  /// Answers the request. Runs on the verticle's context, before any byte of the body is read.
  ///
  /// @return fails where the call was not done: the caller then writes the problem. May throw
  ///   instead.
  Future<?> answer(Exchange exchange);
}
