package wireroom.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that keep the modules apart and the results repeatable. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("wireroom");

    @Test
    void seesEveryModule() {
        for (String module : new String[] {"ingest", "enrich", "sink", "gateway", "app", "topics", "registry"}) {
            assertThat(OURS.that(resideInAPackage("wireroom." + module + "..")))
                    .as(module)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "enrich", "sink", "gateway"})
    void modulesTalkThroughTopicsOnly(String module) {
        String[] others = java.util.stream.Stream.of("ingest", "enrich", "sink", "gateway", "app")
                .filter(other -> !other.equals(module))
                .map(other -> "wireroom." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("wireroom." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because("a module is a process: what it needs of another comes in a topic"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "enrich", "sink", "gateway"})
    void featuresDoNotKnowEachOther(String module) {
        check(
                slices().matching("wireroom." + module + ".(*)..")
                        .should()
                        .notDependOnEachOther()
                        .ignoreDependency(
                                resideInAnyPackage("wireroom.ingest.format..", "wireroom.enrich.token.."),
                                com.tngtech.archunit.base.DescribedPredicate.alwaysTrue())
                        .ignoreDependency(
                                com.tngtech.archunit.base.DescribedPredicate.alwaysTrue(),
                                resideInAnyPackage("wireroom.ingest.format", "wireroom.enrich.token"))
                        // Two rules for one index: it asks them what is alike, and knows neither by name.
                        .ignoreDependency(
                                resideInAnyPackage("wireroom.enrich.duplicate", "wireroom.enrich.story"),
                                resideInAPackage("wireroom.enrich.neighbour"))
                        .because(
                                "only the root of a module composes them; what the formats and the token pass hand out is shared"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "enrich", "gateway"})
    void featuresDoNotKnowTheirModule(String module) {
        check(noClasses()
                .that()
                .resideInAPackage("wireroom." + module + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("wireroom." + module)
                .because("the root composes the features, so that each can be read and tested alone"));
    }

    @Test
    void onlyEnrichIsAStreamsApplication() {
        check(noClasses()
                .that(not(resideInAnyPackage("wireroom.enrich..", "wireroom.topics..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .because("state and exactly-once processing live in one place"));
    }

    @Test
    void onlyTheEdgesOfModulesTalkToKafka() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "wireroom.topics..",
                        "wireroom.ingest.publish..",
                        "wireroom.enrich",
                        "wireroom.enrich.publish..",
                        "wireroom.sink",
                        "wireroom.gateway",
                        "wireroom.app..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.clients..")
                .because("parsing, rules, stores and views are tested without Kafka"));
    }

    @Test
    void clocksAndSeedsAreHandedIn() {
        check(noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .because("a replay must say the same as the first time, and tests must not wait"));
    }

    @Test
    void onlyCommandsWriteToTheTerminal() {
        check(noClasses()
                .that(not(resideInAPackage("wireroom.app..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a library that prints spoils the output of the program that uses it"));
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        check(noClasses()
                .that(not(resideInAPackage("wireroom.app..")))
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("several modules share one process in a room"));
    }

    @Test
    void nothingStaticChanges() {
        check(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(not(resideInAnyPackage("wireroom.model..")))
                .should()
                .beFinal()
                .because("two rooms in one process must not share state"));
    }

    /** An entry class and its value types are public; more than that is a package that wants to be two. */
    @Test
    void featuresHideTheirParts() {
        java.util.Map<String, Long> visible = OURS.stream()
                .filter(type -> type.getPackageName().matches("wireroom\\.(ingest|enrich|sink|gateway)\\..+"))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.isRecord() && !type.isEnum() && !type.isInterface())
                .filter(type -> !type.isAssignableTo(Throwable.class))
                .filter(type -> !type.isAssignableTo(org.apache.avro.specific.SpecificRecordBase.class))
                .collect(java.util.stream.Collectors.groupingBy(
                        JavaClass::getPackageName, java.util.TreeMap::new, java.util.stream.Collectors.counting()));
        assertThat(visible)
                .isNotEmpty()
                .allSatisfy((name, count) ->
                        assertThat(count).as("public classes of " + name).isLessThanOrEqualTo(6));
    }

    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
