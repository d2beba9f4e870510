package wireroom.ingest.format.signal;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in the words of a desk: {@code 0001 Friday September 9}, {@code 20. November, 18.00 Uhr}, {@code 18h00},
 * {@code 6 p.m. EST Monday}. Believed only when date and clock are both clear; whatever is in doubt is no time.
 */
final class SaidTime {
    private static final Pattern ISO = Pattern.compile(
            "(?<!\\d)(\\d{4})-(\\d{2})-(\\d{2})(?:[T ]+(\\d{2}):?(\\d{2})(?::\\d{2}(?:\\.\\d+)?)?)?(?!\\d)");
    private static final Pattern DOTTED =
            Pattern.compile("(?<![\\d.])(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}|\\d{2})?(?![\\d])");
    private static final String MONTH =
            "(jan(?:uary|uar|vier)?|enero|j\u00E4n(?:ner)?|feb(?:ruary|ruar|rero)?|f[\u00E9e]v(?:rier)?|mar(?:ch|s|zo)?|m\u00E4r(?:z)?|apr(?:il)?|avr(?:il)?|abr(?:il)?"
                    + "|may|mai|mayo|june?|juni?|juin|junio|july?|juli?|juil(?:let)?|julio|aug(?:ust)?|ao[\u00FBu]t|ago(?:sto)?"
                    + "|sept?(?:ember|embre|iembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember)?|d[\u00E9e]c(?:embre)?|dic(?:iembre)?)\\.?";
    private static final Pattern DAY_MONTH = Pattern.compile(
            "(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|\\.)?\\s+(?:de\\s+|of\\s+)?" + MONTH
                    + "(?:,?\\s+(?:de\\s+)?(\\d{4})(?!\\d))?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern MONTH_DAY = Pattern.compile(
            "(?<!\\p{L})" + MONTH + "\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(\\d{4})(?!\\d))?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern WEEKDAY = Pattern.compile(
            "(?<!\\p{L})(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
                    + "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
                    + "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
                    + "|lunes|martes|mi\u00E9rcoles|jueves|viernes|s\u00E1bado|domingo)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern CLOCK_12 = Pattern.compile(
            "(?<![\\d:.])(\\d{1,2})(?:[:.](\\d{2}))?\\s*([ap])\\.?\\s?m\\b\\.?", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOCK_24 = Pattern.compile(
            "(?<![\\d:.])(\\d{1,2})(?:[:.]|\\s?h\\s?)(\\d{2})(?!\\d)(?!\\.\\d)(?:\\s*(?:Uhr|hrs?|h|horas)\\b)?");
    private static final Pattern CLOCK_WORD = Pattern.compile(
            "(?<![\\d:.])(\\d{1,2})\\s*(?:Uhr|heures?|horas|h|hrs)(?!\\p{L})", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOCK_FOUR = Pattern.compile("(?<![\\d.:-])([01]\\d|2[0-4])([0-5]\\d)(?![\\d.:-])");
    private static final Pattern NOON = Pattern.compile(
            "(?<!\\p{L})(noon|midday|midnight|mitternacht|midi|minuit|mediod[\u00EDi]a|medianoche)(?!\\p{L})",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ZONE = Pattern.compile(
            "(?<![\\p{L}])(GMT|UTC|BST|CEST|CET|MESZ|MEZ|EEST|EET|MSK|JST|EDT|EST|ET|CDT|CST|CT|MDT|MST|MT|PDT|PST|PT|Z)(?![\\p{L}])");
    private static final Map<String, ZoneId> ZONES = Map.ofEntries(
            Map.entry("GMT", ZoneOffset.UTC),
            Map.entry("UTC", ZoneOffset.UTC),
            Map.entry("Z", ZoneOffset.UTC),
            Map.entry("BST", ZoneOffset.ofHours(1)),
            Map.entry("CET", ZoneOffset.ofHours(1)),
            Map.entry("MEZ", ZoneOffset.ofHours(1)),
            Map.entry("CEST", ZoneOffset.ofHours(2)),
            Map.entry("MESZ", ZoneOffset.ofHours(2)),
            Map.entry("EET", ZoneOffset.ofHours(2)),
            Map.entry("EEST", ZoneOffset.ofHours(3)),
            Map.entry("MSK", ZoneOffset.ofHours(3)),
            Map.entry("JST", ZoneOffset.ofHours(9)),
            Map.entry("EST", ZoneOffset.ofHours(-5)),
            Map.entry("EDT", ZoneOffset.ofHours(-4)),
            Map.entry("ET", ZoneId.of("America/New_York")),
            Map.entry("CST", ZoneOffset.ofHours(-6)),
            Map.entry("CDT", ZoneOffset.ofHours(-5)),
            Map.entry("CT", ZoneId.of("America/Chicago")),
            Map.entry("MST", ZoneOffset.ofHours(-7)),
            Map.entry("MDT", ZoneOffset.ofHours(-6)),
            Map.entry("MT", ZoneId.of("America/Denver")),
            Map.entry("PST", ZoneOffset.ofHours(-8)),
            Map.entry("PDT", ZoneOffset.ofHours(-7)),
            Map.entry("PT", ZoneId.of("America/Los_Angeles")));
    /** An embargo further off than this is a misread date. */
    private static final Duration FAR = Duration.ofDays(400);

    private SaidTime() {}

    /**
     * @param text words after "embargoed until" and the like
     * @param writtenAt when the message was made: a year, a date or a weekday that is not said follows it
     * @param zone when the words name none
     * @param startOfDay whether a day without a clock is clear: its first instant
     */
    static Optional<Instant> read(String text, Instant writtenAt, ZoneId zone, boolean startOfDay) {
        try {
            return find(text, writtenAt, zone, startOfDay)
                    .filter(t -> t.isBefore(writtenAt.plus(FAR)) && t.isAfter(writtenAt.minus(FAR)));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> find(String text, Instant writtenAt, ZoneId zone, boolean startOfDay) {
        StringBuilder rest = new StringBuilder(text);
        ZoneId said = zone;
        Matcher z = ZONE.matcher(rest);
        if (z.find()) {
            said = ZONES.get(z.group(1));
        }
        ZonedDateTime written = writtenAt.atZone(said);
        DayOfWeek weekday = weekday(rest);
        LocalDate date = null;
        LocalTime clock = null;
        Matcher m = ISO.matcher(rest);
        Matcher dotted = DOTTED.matcher(rest);
        Matcher dayMonth = DAY_MONTH.matcher(rest);
        Matcher monthDay = MONTH_DAY.matcher(rest);
        if (m.find()) {
            date = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
            if (m.group(4) != null) {
                clock = LocalTime.of(number(m, 4), number(m, 5));
            }
            blank(rest, m);
        } else if (dotted.find() && isDate(dotted)) {
            date = date(number(dotted, 1), number(dotted, 2), dotted.group(3), written);
            blank(rest, dotted);
        } else if (dayMonth.find()) {
            date = date(number(dayMonth, 1), month(dayMonth.group(2)), dayMonth.group(3), written);
            blank(rest, dayMonth);
        } else if (monthDay.find()) {
            date = date(number(monthDay, 2), month(monthDay.group(1)), monthDay.group(3), written);
            blank(rest, monthDay);
        }
        boolean dated = date != null || weekday != null;
        if (clock == null) {
            clock = clock(rest, dated || z.find(0));
        }
        if (date != null && weekday != null && date.getDayOfWeek() != weekday) {
            // The words contradict themselves.
            return Optional.empty();
        }
        if (clock == null) {
            if (!dated || !startOfDay) {
                return Optional.empty();
            }
            clock = LocalTime.MIDNIGHT;
        }
        if (date == null && weekday != null) {
            date = written.toLocalDate().with(TemporalAdjusters.nextOrSame(weekday));
            if (!date.atTime(clock).atZone(said).isAfter(written)) {
                date = date.plusDays(7);
            }
        } else if (date == null) {
            date = written.toLocalDate();
            if (!date.atTime(clock).atZone(said).isAfter(written)) {
                date = date.plusDays(1);
            }
        }
        return Optional.of(date.atTime(clock).atZone(said).toInstant());
    }

    private static boolean isDate(Matcher m) {
        // "18.00." is a clock at the end of a sentence; a month is 1 to 12 and a day never 0.
        int day = number(m, 1);
        int month = number(m, 2);
        return day >= 1 && day <= 31 && month >= 1 && month <= 12;
    }

    /** Blanked out so that no digit counts twice. */
    private static void blank(StringBuilder text, Matcher m) {
        for (int i = m.start(), end = m.end(); i < end; i++) {
            text.setCharAt(i, ' ');
        }
    }

    /** A day whose year is not said: the year that puts it nearest to the message. */
    private static LocalDate date(int day, int month, String year, ZonedDateTime written) {
        if (year != null) {
            int y = Integer.parseInt(year);
            return LocalDate.of(y < 100 ? 2000 + y : y, month, day);
        }
        LocalDate best = null;
        for (int y = written.getYear() - 1; y <= written.getYear() + 1; y++) {
            if (month == 2 && day == 29 && !java.time.Year.isLeap(y)) {
                continue;
            }
            LocalDate candidate = LocalDate.of(y, month, day);
            if (best == null || distance(candidate, written) < distance(best, written)) {
                best = candidate;
            }
        }
        if (best == null) {
            throw new DateTimeException("no such day near " + written);
        }
        return best;
    }

    private static long distance(LocalDate date, ZonedDateTime written) {
        return Math.abs(ChronoUnit.DAYS.between(date, written.toLocalDate()));
    }

    private static LocalTime clock(CharSequence text, boolean sure) {
        Matcher m = CLOCK_12.matcher(text);
        if (m.find()) {
            int hour = number(m, 1) % 12 + (m.group(3).equalsIgnoreCase("p") ? 12 : 0);
            return number(m, 1) > 12 ? null : LocalTime.of(hour, m.group(2) == null ? 0 : number(m, 2));
        }
        m = CLOCK_24.matcher(text);
        if (m.find()) {
            return of(number(m, 1), number(m, 2));
        }
        m = CLOCK_WORD.matcher(text);
        if (m.find()) {
            return of(number(m, 1), 0);
        }
        m = NOON.matcher(text);
        if (m.find()) {
            // Midnight of a day is its start to some and its end to others.
            return switch (m.group(1).toLowerCase(Locale.ROOT)) {
                case "noon", "midday", "midi", "mediod\u00EDa", "mediodia" -> LocalTime.NOON;
                default -> null;
            };
        }
        m = CLOCK_FOUR.matcher(text);
        // Four digits alone may be a year.
        return m.find() && (sure || hours(text, m.end())) ? of(number(m, 1), number(m, 2)) : null;
    }

    private static boolean hours(CharSequence text, int at) {
        return Pattern.compile("\\s*(?:hrs?|hours?|Uhr|h)(?!\\p{L})", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .region(at, text.length())
                .lookingAt();
    }

    private static LocalTime of(int hour, int minute) {
        return hour < 24 && minute < 60 ? LocalTime.of(hour, minute) : null;
    }

    private static DayOfWeek weekday(CharSequence text) {
        Matcher m = WEEKDAY.matcher(text);
        if (!m.find()) {
            return null;
        }
        String name = m.group(1).toLowerCase(Locale.ROOT);
        if (name.startsWith("mon") || name.startsWith("lun")) {
            return DayOfWeek.MONDAY;
        }
        if (name.startsWith("tue") || name.startsWith("die") || name.equals("mardi") || name.equals("martes")) {
            return DayOfWeek.TUESDAY;
        }
        if (name.startsWith("wed") || name.startsWith("mit") || name.equals("mercredi") || name.startsWith("mi")) {
            return DayOfWeek.WEDNESDAY;
        }
        if (name.startsWith("thu") || name.startsWith("don") || name.equals("jeudi") || name.equals("jueves")) {
            return DayOfWeek.THURSDAY;
        }
        if (name.startsWith("fr") || name.equals("vendredi") || name.equals("viernes")) {
            return DayOfWeek.FRIDAY;
        }
        if (name.startsWith("sat")
                || name.equals("samstag")
                || name.equals("sonnabend")
                || name.equals("samedi")
                || name.startsWith("s\u00E1")) {
            return DayOfWeek.SATURDAY;
        }
        return DayOfWeek.SUNDAY;
    }

    /** Month by the start of its name in the four languages. */
    private static int month(String name) {
        String n = name.toLowerCase(Locale.ROOT);
        String start = n.substring(0, 3);
        return switch (start) {
            case "jan", "ene", "j\u00E4n" -> 1;
            case "feb", "f\u00E9v", "fev" -> 2;
            case "mar", "m\u00E4r" -> 3;
            case "apr", "avr", "abr" -> 4;
            case "may", "mai" -> 5;
            case "jun" -> 6;
            case "jul" -> 7;
            case "aug", "ago", "ao\u00FB", "aou" -> 8;
            case "sep" -> 9;
            case "oct", "okt" -> 10;
            case "nov" -> 11;
            case "dec", "dez", "d\u00E9c", "dic" -> 12;
            // "juin" and "juil" differ in the fourth letter only.
            case "jui" -> n.startsWith("juil") ? 7 : 6;
            default -> throw new DateTimeException("no month: " + name);
        };
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
