package io.github.claudebridge.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.engine.Engine;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A watched engine is whole. */
class WatchedEngineTest {
  @Test
  void everyMethodOfAnEngineIsHandedOn() {
    assertThat(
            Arrays.stream(Engine.class.getMethods())
                .filter(m -> !m.isSynthetic() && !handedOn(m))
                .map(Method::getName))
        .as("WatchedEngine must hand these on to the engine that it watches")
        .isEmpty();
  }

  private static boolean handedOn(Method method) {
    try {
      WatchedEngine.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException missing) {
      return false;
    }
  }
}
