package io.github.claudebridge.house;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callConstructorWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of the house that are held on compiled classes, for any root package. */
final class HouseRules {

  /** On which floor each package lives; dependencies point down or stay on the floor. */
  static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("cli", 9),
          Map.entry("demo", 9),
          Map.entry("app", 8),
          Map.entry("gateway", 7),
          Map.entry("api", 6),
          Map.entry("web", 6),
          Map.entry("command", 6),
          Map.entry("task", 5),
          Map.entry("memory", 5),
          Map.entry("recovery", 5),
          Map.entry("live", 5),
          Map.entry("monitor", 5),
          Map.entry("run", 5),
          Map.entry("router", 4),
          Map.entry("reply", 4),
          Map.entry("outbox", 4),
          Map.entry("session", 3),
          Map.entry("engine", 2),
          Map.entry("claude", 2),
          Map.entry("attachment", 2),
          Map.entry("pane", 1),
          Map.entry("config", 1),
          Map.entry("access", 1),
          Map.entry("model", 0),
          Map.entry("failpoint", 0),
          Map.entry("json", 0),
          Map.entry("process", 0),
          Map.entry("store", 0),
          Map.entry("text", 0));

  private static final Set<String> BANNED =
      Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Service", "Data", "Info", "Base");
  private static final Set<String> MANAGERS = Set.of("SessionManager", "AttachmentManager");

  /** Who may use a library, besides the classes that are allowed by name. */
  private record Owner(String library, Set<String> packages, Predicate<JavaClass> also) {}

  private static final Predicate<JavaClass> NOBODY = c -> false;
  private static final Predicate<JavaClass> STORES =
      c -> outer(c).matches(".*(Store|Ledger|Rows)");

  private static final List<Owner> OWNERS =
      List.of(
          new Owner("net.dv8tion.jda.", Set.of("gateway"), NOBODY),
          new Owner("org.apache.commons.exec.", Set.of("process"), NOBODY),
          new Owner("java.lang.ProcessBuilder", Set.of("process", "demo"), NOBODY),
          new Owner("org.jdbi.", Set.of("store"), STORES),
          new Owner("org.sqlite.", Set.of("store"), NOBODY),
          new Owner("com.zaxxer.", Set.of("store"), NOBODY),
          new Owner("java.sql.", Set.of("store"), STORES),
          new Owner("io.javalin.", Set.of("api", "web"), NOBODY),
          new Owner("org.eclipse.jetty.", Set.of("api", "web", "cli"), NOBODY),
          new Owner("picocli.", Set.of("cli"), NOBODY),
          new Owner("oshi.", Set.of("monitor"), NOBODY),
          new Owner("org.commonmark.", Set.of("text"), NOBODY),
          new Owner("com.fasterxml.jackson.core.", Set.of("json", "config"), NOBODY),
          new Owner("com.fasterxml.jackson.dataformat.", Set.of("json", "config"), NOBODY),
          new Owner("com.fasterxml.jackson.datatype.", Set.of("json", "config"), NOBODY),
          new Owner("com.fasterxml.jackson.databind.", Set.of("json", "config"), NOBODY));

  /** A tree that {@code json.Json} has read may be handed on, and built, as a value. */
  private static boolean jsonValue(String type) {
    return type.equals("com.fasterxml.jackson.databind.JsonNode")
        || type.startsWith("com.fasterxml.jackson.databind.node.");
  }

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  private boolean ours(JavaClass type) {
    return type.getPackageName().startsWith(root + ".");
  }

  /** The first word of a class's package below the root, which is its subject. */
  private String subject(JavaClass type) {
    String below = type.getPackageName().substring(root.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static String outer(JavaClass type) {
    return type.getEnclosingClass().map(HouseRules::outer).orElse(type.getSimpleName());
  }

  ArchRule dependenciesPointDown() {
    return classes()
        .should(
            condition(
                "depend on lower floors only",
                (type, dependency) -> {
                  JavaClass target = dependency.getTargetClass();
                  if (!ours(type) || !ours(target)) {
                    return true;
                  }
                  Integer mine = FLOORS.get(subject(type));
                  Integer theirs = FLOORS.get(subject(target));
                  return mine != null && theirs != null && theirs <= mine;
                }));
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  ArchRule oneOwnerPerLibrary() {
    return classes()
        .should(
            condition(
                "use only the libraries that their package owns",
                (type, dependency) -> {
                  String target = dependency.getTargetClass().getBaseComponentType().getName();
                  return !ours(type)
                      || jsonValue(target)
                      || OWNERS.stream()
                          .filter(o -> target.startsWith(o.library()))
                          .allMatch(
                              o -> o.packages().contains(subject(type)) || o.also().test(type));
                }));
  }

  ArchRule nobodyWritesToTheConsole() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".cli..", root + ".demo..")
        .and()
        .doNotHaveSimpleName("BridgeMain") // it says why it did not start, before there is a log
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }

  ArchRule timeIsGiven() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".app..", root + ".cli..", root + ".demo..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDateTime.class, "now")
        .orShould()
        .callMethod(java.time.InstantSource.class, "system")
        .orShould()
        .callConstructor(java.util.Date.class);
  }

  ArchRule nobodySleeps() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".demo..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class);
  }

  ArchRule noBareExceptions() {
    return noClasses()
        .should(
            callConstructorWhere(
                new DescribedPredicate<JavaConstructorCall>("it makes a bare exception") {
                  @Override
                  public boolean test(JavaConstructorCall call) {
                    String made = call.getTargetOwner().getName();
                    boolean superCall =
                        call.getOrigin().isConstructor()
                            && call.getOriginOwner()
                                .getRawSuperclass()
                                .map(s -> s.getName().equals(made))
                                .orElse(false);
                    return !superCall
                        && Set.of("java.lang.RuntimeException", "java.lang.Exception",
                                "java.lang.Error", "java.lang.Throwable")
                            .contains(made);
                  }
                }));
  }

  ArchRule noBannedNames() {
    return classes()
        .that()
        .areTopLevelClasses()
        .should(
            new ArchCondition<JavaClass>("be named by a word of the vocabulary") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                String name = type.getSimpleName();
                if (BANNED.stream().anyMatch(name::endsWith) && !MANAGERS.contains(name)) {
                  events.add(SimpleConditionEvent.violated(type, name + " has a banned ending"));
                }
              }
            });
  }

  /** Every rule by its name. */
  Map<String, ArchRule> all() {
    return Map.of(
        "dependencies point down", dependenciesPointDown(),
        "no cycles", noCycles(),
        "one owner per library", oneOwnerPerLibrary(),
        "nobody writes to the console", nobodyWritesToTheConsole(),
        "time is given", timeIsGiven(),
        "nobody sleeps", nobodySleeps(),
        "no bare exceptions", noBareExceptions(),
        "no banned names", noBannedNames());
  }

  private interface Allowed {
    boolean test(JavaClass type, Dependency dependency);
  }

  private static ArchCondition<JavaClass> condition(String words, Allowed allowed) {
    return new ArchCondition<>(words) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (!allowed.test(type, dependency)) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }
}
