package hactl.changes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.http.HttpSessionAttributeListener;
import javax.servlet.http.HttpSessionBindingEvent;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.ha.session.DeltaRequest;
import org.apache.catalina.ha.session.SessionMessage;
import org.apache.catalina.ha.session.SessionMessageImpl;
import org.apache.catalina.tribes.Member;

/** What hactl's sessions promise, on Tomcat's own classes; only the network between two of them is short. */
public final class Promises {
  enum Colour { RED, GREEN }

  static class Item implements Serializable {
    String name = "an item";
    int number;
    double price;
    boolean sold;
    Object more;
    transient int never;
  }

  static class Special extends Item {
    byte[] picture = new byte[40];
  }

  /** Writes more than its fields. */
  static class Writer implements Serializable {
    transient int count;

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      out.writeInt(count);
    }
  }

  static class Source {}

  interface Change<T> {
    void on(T value);
  }

  /** One instance with one session; counts what its listeners hear. */
  static final class Node extends DeltaManager {
    final AtomicInteger heard = new AtomicInteger();
    final List<String> left = new ArrayList<String>();
    boolean lonely;
    int lates;
    int actions;
    TrackedSession session;

    Node() {
      StandardContext context = new StandardContext();
      context.setName("/promises");
      context.setApplicationEventListeners(new Object[] {new HttpSessionAttributeListener() {
        public void attributeAdded(HttpSessionBindingEvent event) {
          heard.incrementAndGet();
        }

        public void attributeRemoved(HttpSessionBindingEvent event) {
          heard.incrementAndGet();
        }

        public void attributeReplaced(HttpSessionBindingEvent event) {
          heard.incrementAndGet();
        }
      }});
      setContainer(context);
      session = (TrackedSession) createEmptySession();
      session.setNew(false);
      session.setValid(true);
      session.setId("one");
    }

    @Override
    public boolean alone() {
      return lonely;
    }

    @Override
    public void late(TrackedSession session) {
      lates++;
    }

    @Override
    public void notCopied(String attribute, Uncopyable found) {
      left.add(attribute + found.path() + " " + found.getMessage());
    }

    /** The end of a request, as the server's valve has it; returns how many actions went to the other. */
    int end(Node other) throws Exception {
      byte[] sent = take();
      int before = actions;
      if (actions > 0) {
        other.receive(sent);
      }
      session.endAccess();
      return before;
    }

    byte[] take() throws Exception {
      session.sending(true);
      try {
        session.collect(false);
        actions = session.getDeltaRequest().getSize();
        byte[] sent = session.getDiff();
        session.resetDeltaRequest();
        return sent;
      } finally {
        session.sending(false);
      }
    }

    void receive(byte[] sent) {
      messageDataReceived(new SessionMessageImpl("promises", SessionMessage.EVT_SESSION_DELTA, sent, "one", ""));
    }

    Object value(String name) {
      return session.getAttribute(name);
    }

    /** What another instance sent: the server's own manager would look the session up. */
    @Override
    protected void messageReceived(SessionMessage message, Member sender) {
      try {
        DeltaRequest request = new DeltaRequest();
        request.readExternal(new ObjectInputStream(new ByteArrayInputStream(message.getSession())));
        request.execute(session, true);
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }

    void whole(Node other) throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ObjectOutputStream out = new ObjectOutputStream(bytes);
      session.writeObjectData(out);
      out.flush();
      other.session.readObjectData(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      other.session.resetDeltaRequest();
    }
  }

  static void aChangeAnywhereIsSeen(Node a, Node b) throws Exception {
    Item item = new Special();
    List<Object> all = new ArrayList<Object>(Arrays.asList(item, new Date(0), new int[3], "x", 1, 2L, 'c', true, 1.5,
        new BigDecimal("1.50"), Colour.RED, new GregorianCalendar(), new StringBuilder("s"), new Writer(), Source.class));
    Map<Object, Object> map = new LinkedHashMap<Object, Object>();
    map.put("all", all);
    map.put("tree", new TreeMap<String, Object>(Collections.singletonMap("k", new Object[] {null, "v"})));
    List<Long> seen = new ArrayList<Long>();
    seen.add(Digest.of(map));
    item.number++;
    seen.add(Digest.of(map));
    item.name = "Aa";
    seen.add(Digest.of(map));
    item.name = "BB";  // has the same hash as a string
    seen.add(Digest.of(map));
    item.price = -0.0;
    seen.add(Digest.of(map));
    item.sold = true;
    seen.add(Digest.of(map));
    item.more = item;
    seen.add(Digest.of(map));
    ((Special) item).picture[39] = 1;
    seen.add(Digest.of(map));
    ((Date) all.get(1)).setTime(1);
    seen.add(Digest.of(map));
    ((int[]) all.get(2))[2] = 1;
    seen.add(Digest.of(map));
    all.set(9, new BigDecimal("1.5"));
    seen.add(Digest.of(map));
    all.set(10, Colour.GREEN);
    seen.add(Digest.of(map));
    ((GregorianCalendar) all.get(11)).setTimeInMillis(5);
    seen.add(Digest.of(map));
    ((StringBuilder) all.get(12)).append("t");
    seen.add(Digest.of(map));
    ((Writer) all.get(13)).count++;
    seen.add(Digest.of(map));
    all.set(4, 1L);
    seen.add(Digest.of(map));
    all.add(null);
    seen.add(Digest.of(map));
    ((Object[]) ((Map<?, ?>) map.get("tree")).get("k"))[0] = "n";
    seen.add(Digest.of(map));
    same(new java.util.HashSet<Long>(seen).size(), seen.size());
    item.never++;
    same(Digest.of(map), seen.get(seen.size() - 1));
  }

  static void whatIsSharedOrLeadsBackIsReadOnce(Node a, Node b) throws Exception {
    Item first = new Item();
    Item second = new Item();
    first.more = second;
    second.more = first;
    long before = Digest.of(first);
    second.more = second;
    check(before != Digest.of(first));
    List<Object> two = new ArrayList<Object>(Arrays.asList(first, first));
    long shared = Digest.of(two);
    Item like = new Item();
    like.more = second;
    two.set(1, like);
    check(shared != Digest.of(two));
  }

  static void whatCannotBeWrittenIsNamedWithItsPath(Node a, Node b) throws Exception {
    Item item = new Item();
    Map<String, Object> map = new HashMap<String, Object>();
    map.put("key", new Object[] {"fine", new Source()});
    item.more = Arrays.asList(1, map);
    try {
      Digest.of(item);
      check(false);
    } catch (Uncopyable found) {
      same(found.path(), ".more[1][key][1]");
      same(found.getMessage(), Source.class.getName() + " is not Serializable");
    }
  }

  static void aChangeInPlaceIsSentAndOnlyThatAndOnce(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>(), "other", new Item());
    a.end(b);
    a.session.access();
    add(a.value("cart"), 1);
    a.value("other");
    same(a.end(b), 2);  // that what follows was changed in place, and the cart
    same(b.value("cart"), Arrays.asList(1));
    a.session.access();
    a.value("cart");
    a.value("other");
    same(a.end(b), 0);
  }

  static void aChangeToAndFroIsNotSent(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    add(a.value("cart"), 1);
    ((List<?>) a.value("cart")).clear();
    same(a.end(b), 0);
  }

  static void whatTheLaterOfTwoRequestsChangesIsSent(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    Object first = a.value("cart");
    a.session.access();
    Object second = a.value("cart");
    add(first, 1);
    a.end(b);
    add(second, 2);
    a.end(b);
    same(b.value("cart"), Arrays.asList(1, 2));
    a.session.access();
    same(a.end(b), 0);
  }

  static void theNewestArrivesThoughMessagesOvertakeEachOther(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    a.session.access();
    add(a.value("cart"), 1);
    byte[] first = a.take();
    add(a.value("cart"), 2);
    byte[] second = a.take();
    b.receive(second);
    b.receive(first);
    a.session.endAccess();
    same(a.lates, 0);
    a.session.endAccess();
    same(a.lates, 1);
    b.receive(a.take());  // what the manager does when it is told so
    same(b.value("cart"), Arrays.asList(1, 2));
  }

  static void whatIsChangedAfterSetAttributeByARequestBesideIsSent(Node a, Node b) throws Exception {
    a.session.access();
    List<Object> cart = new ArrayList<Object>();
    a.session.access();
    a.session.setAttribute("cart", cart);
    a.end(b);
    cart.add(1);
    a.end(b);
    same(b.value("cart"), Arrays.asList(1));
  }

  static void anObjectInTwoAttributesIsSentInBoth(Node a, Node b) throws Exception {
    Item inside = new Item();
    Item outer = new Item();
    outer.more = inside;
    begin(a, "outer", outer, "inside", inside);
    a.end(b);
    a.session.access();
    ((Item) ((Item) a.value("outer")).more).number = 5;
    a.end(b);
    same(((Item) b.value("inside")).number, 5);
  }

  static void noListenerHearsOfAChangeInPlace(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    int here = a.heard.get();
    int there = b.heard.get();
    check(there > 0);
    a.session.access();
    add(a.value("cart"), 1);
    a.end(b);
    same(b.value("cart"), Arrays.asList(1));
    same(a.heard.get(), here);
    same(b.heard.get(), there);
    a.session.access();
    a.session.setAttribute("cart", new ArrayList<Object>());
    a.end(b);
    same(b.heard.get(), there + 1);
  }

  static void whoReceivesSendsNothingBack(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    add(a.value("cart"), 1);
    a.end(b);
    same(b.lates, 0);
    b.session.access();
    same(b.end(a), 0);
  }

  static void whatAnotherThreadChangesLaterIsSentWhenItsRequestEnds(Node a, Node b) throws Exception {
    a.session.access();
    a.end(b);
    a.session.access();
    a.session.collect(false);
    a.session.setAttribute("cart", "late");
    a.session.endAccess();
    same(a.lates, 1);
  }

  static void afterAFailoverNothingIsSentThatNobodyChanged(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>(), "other", new Item());
    a.end(b);
    b.session.access();
    b.value("cart");
    b.value("other");
    same(b.end(a), 0);
    b.session.access();
    add(b.value("cart"), 1);
    same(b.end(a), 2);
    same(a.value("cart"), Arrays.asList(1));
  }

  static void whatABadAttributeStandsBesideArrives(Node a, Node b) throws Exception {
    Item bad = new Item();
    bad.more = new Source();
    begin(a, "bad", bad, "cart", new ArrayList<Object>(), "name", "ada");
    a.end(b);
    same(b.value("name"), "ada");
    check(b.value("bad") == null && b.value("cart") != null);
    same(a.left.get(0), "bad.more " + Source.class.getName() + " is not Serializable");
    a.session.access();
    add(a.value("cart"), 1);
    a.end(b);
    same(b.value("cart"), Arrays.asList(1));
    a.session.access();
    ((Item) a.value("bad")).more = "good now";
    a.end(b);
    same(((Item) b.value("bad")).more, "good now");
  }

  static void aSessionAsAWholeComesWithoutItsBadAttribute(Node a, Node b) throws Exception {
    Item bad = new Item();
    bad.more = new Source();
    begin(a, "bad", bad, "cart", new ArrayList<Object>(), "name", "ada");
    a.whole(b);
    same(b.value("name"), "ada");
    check(b.value("cart") != null && b.value("bad") == null);
  }

  static void anIdThatChangesAtLoginTakesNothingWithIt(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.session.setId("two", false);
    b.session.setId("two", false);
    a.end(b);
    check(b.value("cart") != null);
  }

  static void whatWasRemovedIsRemoved(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    add(a.value("cart"), 1);
    a.session.removeAttribute("cart");
    a.end(b);
    check(b.value("cart") == null);
    a.session.access();
    a.session.removeAttribute("cart");
    a.session.setAttribute("cart", "again");
    a.end(b);
    same(b.value("cart"), "again");
  }

  static void whatWasDoneAloneIsNotSentAgainToWhoComes(Node a, Node b) throws Exception {
    a.lonely = true;
    begin(a, "cart", new ArrayList<Object>());
    a.session.resetDeltaRequest();  // what the server's valve does then
    a.session.endAccess();
    a.whole(b);
    a.lonely = false;
    a.session.access();
    a.value("cart");
    same(a.end(b), 0);
    a.session.access();
    add(a.value("cart"), 1);
    a.end(b);
    same(b.value("cart"), Arrays.asList(1));
  }

  static void anInvalidatedSessionIsLeftAlone(Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.session.setValid(false);
    a.session.collect(false);
    a.session.endAccess();
  }

  static void anAttributeThatChangesWhileItIsReadArrivesInTheEnd(final Node a, Node b) throws Exception {
    begin(a, "cart", new ArrayList<Object>());
    a.end(b);
    a.session.access();
    final Object cart = a.value("cart");
    Thread busy = new Thread() {
      @Override
      public void run() {
        for (int i = 0; i < 3000; i++) {
          add(cart, i);
        }
      }
    };
    busy.start();
    for (int i = 0; i < 100; i++) {
      a.session.access();
      a.value("cart");
      a.end(b);
    }
    busy.join();
    a.end(b);
    same(((List<?>) b.value("cart")).size(), 3000);
  }

  private static void begin(Node node, Object... attributes) {
    node.session.access();
    for (int i = 0; i < attributes.length; i += 2) {
      node.session.setAttribute((String) attributes[i], attributes[i + 1]);
    }
  }

  @SuppressWarnings("unchecked")
  private static void add(Object list, Object value) {
    ((List<Object>) list).add(value);
  }

  private static void check(boolean held) {
    if (!held) {
      throw new AssertionError();
    }
  }

  private static void same(Object found, Object wanted) {
    if (!found.equals(wanted)) {
      throw new AssertionError(found + " is not " + wanted);
    }
  }

  public static void main(String[] names) throws Exception {
    for (String name : names) {
      try {
        Promises.class.getDeclaredMethod(name, Node.class, Node.class).invoke(null, new Node(), new Node());
        System.out.println("kept [" + name + "]");
      } catch (java.lang.reflect.InvocationTargetException broken) {
        System.out.println("BROKEN [" + name + "] " + broken.getCause());
        broken.getCause().printStackTrace(System.out);
      }
    }
    System.exit(0);
  }
}
