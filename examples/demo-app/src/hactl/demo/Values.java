package hactl.demo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import javax.servlet.http.HttpSession;

/** The attributes that are set once: 40 of many types and one of 64 KiB, all drawn from a seed. */
final class Values {
    static final String PREFIX = "once.";
    private static final int BIG = 64 * 1024;
    private static final String UNICODE = "\u00e4\u00f6\u00fc \u4f60\u597d \ud83d\ude00 \u05e9\u05dc\u05d5\u05dd";

    private Values() {}

    /** Sets all attributes; a session that has them already keeps them. Says "now" or "before". */
    static String fill(HttpSession session, int seed, boolean big) {
        if (session.getAttribute("changed") != null) {
            return "before";
        }
        Random random = new Random(seed);
        for (Map.Entry<String, Object> each : all(random).entrySet()) {
            session.setAttribute(PREFIX + each.getKey(), each.getValue());
        }
        if (big) {
            session.setAttribute(PREFIX + "big", bytes(random, BIG));
        }
        session.setAttribute("mutated", list(0, "changed in place only"));
        session.setAttribute("changed", list(0, "changed in place, then set"));
        return "now";
    }

    static Map<String, Object> all(Random random) {
        Map<String, Object> all = new LinkedHashMap<String, Object>();
        texts(random, all);
        numbers(random, all);
        arrays(random, all);
        collections(random, all);
        objects(random, all);
        return all;
    }

    private static void texts(Random random, Map<String, Object> all) {
        all.put("text", word(random, 12));
        all.put("text-empty", "");
        all.put("text-unicode", UNICODE + word(random, 4));
        all.put("text-long", word(random, 4000));
        all.put("text-lines", "one\ntwo\r\n\tthree=" + word(random, 4));
        all.put("character", Character.valueOf((char) ('a' + random.nextInt(26))));
    }

    private static void numbers(Random random, Map<String, Object> all) {
        all.put("integer", Integer.valueOf(random.nextInt()));
        all.put("integer-least", Integer.valueOf(Integer.MIN_VALUE));
        all.put("long", Long.valueOf(random.nextLong()));
        all.put("short", Short.valueOf((short) random.nextInt()));
        all.put("byte", Byte.valueOf((byte) random.nextInt()));
        all.put("double", Double.valueOf(random.nextDouble()));
        all.put("double-nan", Double.valueOf(Double.NaN));
        all.put("float", Float.valueOf(random.nextFloat()));
        all.put("true", Boolean.TRUE);
        all.put("false", Boolean.FALSE);
        all.put("decimal", new BigDecimal(new BigInteger(100, random), 7));
        all.put("integer-big", new BigInteger(300, random));
    }

    private static void arrays(Random random, Map<String, Object> all) {
        all.put("bytes", bytes(random, 256));
        all.put("bytes-none", new byte[0]);
        all.put("ints", new int[] {random.nextInt(), 0, -1});
        all.put("strings", new String[] {word(random, 5), null, ""});
        all.put("matrix", new double[][] {{random.nextDouble()}, {}, {0.5, -0.0}});
    }

    private static void collections(Random random, Map<String, Object> all) {
        all.put("list", list(word(random, 3), random.nextInt()));
        all.put("list-empty", new ArrayList<Object>());
        all.put("list-nulls", list(null, word(random, 3), null));
        all.put("list-linked", new LinkedList<Object>(list(word(random, 3), 2)));
        all.put("vector", new Vector<Object>(list(word(random, 3), 3)));
        all.put("map-linked", map(new LinkedHashMap<String, Object>(), random));
        all.put("map-hash", map(new HashMap<String, Object>(), random));
        all.put("map-tree", map(new TreeMap<String, Object>(), random));
        all.put("set-hash", new HashSet<Object>(list(word(random, 3), word(random, 3), null)));
        all.put("set-linked", new LinkedHashSet<Object>(list(word(random, 3), 1L)));
        all.put("set-tree", new TreeSet<String>(Arrays.asList(word(random, 3), word(random, 3))));
        all.put("deque", new ArrayDeque<Object>(list(word(random, 3), 4)));
    }

    private static void objects(Random random, Map<String, Object> all) {
        all.put("date", new Date(random.nextInt(Integer.MAX_VALUE) * 1000L));
        all.put("uuid", new UUID(random.nextLong(), random.nextLong()));
        all.put("enum", Colour.values()[random.nextInt(3)]);
        all.put("note", new Note(word(random, 6), random.nextInt(), new Note("inner", 0, null)));
        Map<String, Object> deep = map(new LinkedHashMap<String, Object>(), random);
        deep.put("notes", list(new Note(word(random, 6), 1, null), Colour.BLUE, Collections.singletonMap("k", null)));
        all.put("nested", deep);
    }

    private static List<Object> list(Object... items) {
        return new ArrayList<Object>(Arrays.asList(items));
    }

    private static Map<String, Object> map(Map<String, Object> map, Random random) {
        map.put("z" + word(random, 3), random.nextInt());
        map.put("a" + word(random, 3), list(word(random, 3), null));
        return map;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }
}
