package io.github.claudebridge.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a test, or every test of a class, makes the program log at WARN or above, and what. A
 * test that does so without saying it fails, see {@link LogWatch}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Logs {
  /** Parts of the messages that are expected; each message must contain one of them. */
  String[] value();
}
