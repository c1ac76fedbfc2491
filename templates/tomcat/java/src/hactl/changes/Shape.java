package hactl.changes;

import java.io.Externalizable;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a class is read: what Java's serialization would write of it, without writing it.
 *
 * <p>What is neither plain, nor one of the collections that are known here, nor written field by field, is written
 * ({@link #WRITTEN}): so nothing is guessed of a class that writes itself.
 */
final class Shape {
  /** Kinds of classes. */
  static final int
      STRING = 0, WHOLE = 1, DOUBLE = 2, FLOAT = 3, BOOLEAN = 4, CHARACTER = 5, ENUM = 6, CLASS = 7, TEXT = 8,
      DATE = 9, STAMP = 10, SEQUENCE = 11, SORTED_SET = 12, MAP = 13, SORTED_MAP = 14, FIELDS = 15, ARRAY = 16,
      PRIMITIVES = 17, WRITTEN = 18, NOT_SERIALIZABLE = 19;

  /** Types of fields. */
  static final int
      REFERENCE = 0, TEXT_FIELD = 1, INT = 2, LONG = 3, BOOL = 4, DBL = 5, FLT = 6, SHORT = 7, BYTE = 8, CHAR = 9;

  private static final Set<String> SEQUENCES = names(
      "java.util.ArrayList java.util.LinkedList java.util.Vector java.util.Stack java.util.ArrayDeque"
          + " java.util.Arrays$ArrayList java.util.concurrent.CopyOnWriteArrayList java.util.HashSet"
          + " java.util.LinkedHashSet java.util.ImmutableCollections$List12 java.util.ImmutableCollections$ListN"
          + " java.util.ImmutableCollections$Set12 java.util.ImmutableCollections$SetN"
          + " java.util.Collections$EmptyList java.util.Collections$EmptySet java.util.Collections$SingletonList");
  private static final Set<String> MAPS = names(
      "java.util.HashMap java.util.LinkedHashMap java.util.Hashtable java.util.concurrent.ConcurrentHashMap"
          + " java.util.Collections$EmptyMap java.util.ImmutableCollections$Map1 java.util.ImmutableCollections$MapN");
  private static final Set<String> TEXTS = names(
      "java.math.BigDecimal java.math.BigInteger java.util.UUID java.net.URI java.util.Locale java.util.Currency"
          + " java.time.Instant java.time.LocalDate java.time.LocalTime java.time.LocalDateTime java.time.Duration"
          + " java.time.OffsetDateTime java.time.OffsetTime java.time.ZonedDateTime java.time.Period java.time.Year"
          + " java.time.YearMonth java.time.MonthDay java.time.ZoneOffset java.time.ZoneRegion");
  private static final ClassValue<Shape> SHAPES = new ClassValue<Shape>() {
    @Override
    protected Shape computeValue(Class<?> type) {
      try {
        return new Shape(type);
      } catch (RuntimeException unreadable) {  // a module or a security manager that does not let us look
        return new Shape(type, WRITTEN);
      } catch (LinkageError absent) {  // a field's or method's type is not there
        return new Shape(type, WRITTEN);
      }
    }
  };

  /** What to do with an object of this class. */
  final int kind;
  /** Tells this class from others. */
  final long tag;
  /** Its fields that are written, those of its superclasses first, and their types; nothing for other kinds. */
  final Field[] fields;
  final int[] types;

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** Tells whether a value of this class cannot be changed. */
  boolean plain() {
    return kind <= TEXT;
  }

  private Shape(Class<?> type) {
    this(type, kind(type));
  }

  private Shape(Class<?> type, int kind) {
    this.kind = kind;
    this.tag = tag(type.getName());
    List<Field> found = new ArrayList<Field>();
    if (kind == FIELDS) {
      collect(type, found);
    }
    fields = found.toArray(new Field[0]);
    types = new int[fields.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = typeOf(fields[i].getType());
    }
  }

  private static int kind(Class<?> type) {
    String name = type.getName();
    if (type == String.class) {
      return STRING;
    } else if (type == Integer.class || type == Long.class || type == Short.class || type == Byte.class) {
      return WHOLE;
    } else if (type == Double.class) {
      return DOUBLE;
    } else if (type == Float.class) {
      return FLOAT;
    } else if (type == Boolean.class) {
      return BOOLEAN;
    } else if (type == Character.class) {
      return CHARACTER;
    } else if (type == Class.class) {
      return CLASS;
    } else if (Enum.class.isAssignableFrom(type)) {
      return ENUM;
    } else if (!Serializable.class.isAssignableFrom(type)) {
      return NOT_SERIALIZABLE;
    } else if (type.isArray()) {
      return type.getComponentType().isPrimitive() ? PRIMITIVES : ARRAY;
    } else if (TEXTS.contains(name)) {
      return TEXT;
    } else if (name.equals("java.util.Date") || name.equals("java.sql.Date") || name.equals("java.sql.Time")) {
      return DATE;
    } else if (name.equals("java.sql.Timestamp")) {
      return STAMP;
    }
    return collection(type, name);
  }

  private static int collection(Class<?> type, String name) {
    if (SEQUENCES.contains(name)) {
      return SEQUENCE;
    } else if (name.equals("java.util.TreeSet")) {
      return SORTED_SET;
    } else if (MAPS.contains(name)) {
      return MAP;
    } else if (name.equals("java.util.TreeMap")) {
      return SORTED_MAP;
    }
    return byFields(type) ? FIELDS : WRITTEN;
  }

  /** Tells whether serialization writes the fields of this class and nothing else. */
  private static boolean byFields(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type) || Proxy.isProxyClass(type) || type.isSynthetic()) {
      return false;
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (declares(each, "writeReplace")) {
        return false;
      }
      if (Serializable.class.isAssignableFrom(each)) {
        if (javas(each) || declares(each, "writeObject", ObjectOutputStream.class) || names(each)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean javas(Class<?> type) {
    return type.getClassLoader() == null || type.getName().startsWith("java.");
  }

  private static boolean declares(Class<?> type, String name, Class<?>... parameters) {
    try {
      type.getDeclaredMethod(name, parameters);
      return true;
    } catch (NoSuchMethodException none) {
      return false;
    }
  }

  private static boolean names(Class<?> type) {
    try {
      type.getDeclaredField("serialPersistentFields");
      return true;
    } catch (NoSuchFieldException none) {
      return false;
    }
  }

  private static void collect(Class<?> type, List<Field> found) {
    if (type == null || !Serializable.class.isAssignableFrom(type)) {
      return;
    }
    collect(type.getSuperclass(), found);
    Field[] own = type.getDeclaredFields();
    AccessibleObject.setAccessible(own, true);
    for (Field field : own) {
      if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
        found.add(field);
      }
    }
  }

  private static int typeOf(Class<?> type) {
    List<Class<?>> order = Arrays.<Class<?>>asList(String.class, int.class, long.class, boolean.class, double.class, float.class,
        short.class, byte.class, char.class);
    return order.indexOf(type) + 1;
  }

  private static long tag(String name) {
    long tag = name.length();
    for (int i = 0; i < name.length(); i++) {
      tag = tag * 0x9E3779B97F4A7C15L + name.charAt(i);
    }
    return tag;
  }

  private static Set<String> names(String words) {
    return Collections.unmodifiableSet(new HashSet<String>(Arrays.asList(words.split(" "))));
  }
}
