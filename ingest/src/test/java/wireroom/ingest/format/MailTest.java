package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profiles;
import wireroom.model.Action;
import wireroom.model.Channel;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

class MailTest {
    private static final Profiles PROFILES = Profiles.with(
            Map.of("northwire", Map.of("senders", java.util.List.of("desk@northwire.example", "@ostwire.example"))),
            (what, mend) -> {
                throw new AssertionError(what);
            });

    private static Parsed parse(String mail) {
        return FormatParser.parse(new Document(
                Input.of(mail.getBytes(StandardCharsets.ISO_8859_1)),
                "northwire",
                "test",
                Channel.PUSH,
                "mail",
                Optional.empty(),
                Documents.RECEIVED,
                StandardCharsets.ISO_8859_1,
                ZoneOffset.UTC,
                PROFILES.of("northwire"),
                Limits.DEFAULT));
    }

    private static WireItem one(String from, String subject, String more, String body) {
        return parse("From: " + from + "\nDate: Fri, 20 Nov 2026 08:00:00 +0000\nSubject: " + subject
                        + "\nMessage-ID: <k1@northwire.example>\n" + more + "\n" + body + "\n")
                .items()
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "desk@northwire.example",
                "Night Desk <DESK@northwire.example>",
                "\"a@b\" <ana.ruiz@ostwire.example>"
            })
    void aListedSenderKills(String from) {
        WireItem kill = one(from, "KILL KILL KILL", "", "Please kill item nw 157.");

        assertThat(kill.getAction()).isEqualTo(Action.KILL);
        assertThat(kill.getTargets()).extracting(Target::getSequenceRef).containsExactly("nw 157");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stranger@elsewhere.example",
                "desk@northwire.example.elsewhere.example",
                "desk@northwire.example <stranger@elsewhere.example>",
                "nobody"
            })
    void anybodyElseAsksAndAPersonLooks(String from) {
        WireItem kill = one(from, "KILL KILL KILL", "", "Please kill item nw 157.");

        assertThat(kill.getAction()).isEqualTo(Action.ADVISORY);
        assertThat(kill.getPubStatus()).isEqualTo(PubStatus.WITHHELD);
        assertThat(kill.getTargets()).isEmpty();
        assertThat(kill.getExtras()).containsKey("asked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example; dmarc=fail",
                "mx.example; spf=fail; dkim=none",
                "mx.example; spf=softfail; dkim=fail"
            })
    void aForgedSenderIsAnybody(String results) {
        WireItem kill = one(
                "desk@northwire.example",
                "KILL KILL",
                "Authentication-Results: " + results + "\n",
                "Kill item nw 157.");

        assertThat(kill.getAction()).isEqualTo(Action.ADVISORY);
    }

    @Test
    void aKillInTheThreadOfAStoryMeansThatStory() {
        WireItem kill = one("desk@northwire.example", "KILL KILL", "In-Reply-To: <s1@northwire.example>\n", "Wrong.");

        assertThat(kill.getAction()).isEqualTo(Action.KILL);
        assertThat(kill.getTargets()).extracting(Target::getUri).containsExactly("mid:s1@northwire.example");
    }

    @Test
    void anAnswerGivesNoOrders() {
        WireItem answer = one("desk@northwire.example", "AW: KILL KILL KILL", "", "Who?\n\n> Kill item nw 157.");

        assertThat(answer.getAction()).isEqualTo(Action.NEW);
    }

    @Test
    void withoutMessageIdItsBytesAreItsIdentity() {
        String mail = "From: a@b.example\nDate: Fri, 20 Nov 2026 08:00:00 +0000\nSubject: x\n\nIt is open.\n";

        assertThat(parse(mail).items().getFirst().getUri()).startsWith("sha256:");
        assertThat(parse(mail).items().getFirst().getUri())
                .isEqualTo(parse(mail).items().getFirst().getUri());
    }

    @Test
    void fieldsAndPartsAreBounded() {
        assertThat(parse("From: a@b.example\nMIME-Version: 1.0\n" + "X-A: b\n".repeat(5_000) + "\nx\n")
                        .refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reject().code()).isEqualTo(RejectCode.TOO_LARGE));
        StringBuilder nested = new StringBuilder("From: a@b.example\nMIME-Version: 1.0\n");
        for (int i = 0; i < 5_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        Parsed parsed = parse(nested + "Content-Type: text/plain\n\ndeep\n");
        assertThat(parsed.items().size() + parsed.refusals().size()).isEqualTo(1);
    }
}
