package io.github.claudebridge.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text of a setting, or each text of a list, must look like. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Like {
  /** A pattern the whole text matches. */
  String value();

  /** What such a text is, for the person who wrote another. */
  String words();
}
