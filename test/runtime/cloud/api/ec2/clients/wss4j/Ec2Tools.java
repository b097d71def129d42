import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The user guide's story in SOAP, with the messages of Amazon's ec2-api-tools of 2008 (spec/ec2-api §5, §7.1): order of
 * elements, empty lists for "all", groupSet always there. Arguments: chapter, name of the key pair, API version, chunked or not.
 */
public final class Ec2Tools {
	private interface Act {
		Object perform() throws Exception;
	}

	private final SignedSoap cloud;
	private final String name;
	private final Map<String, Object> told = new LinkedHashMap<>();

	public static void main(String[] arguments) throws Exception {
		SignedSoap cloud = new SignedSoap(System.getenv("EC2_URL"), "http://ec2.amazonaws.com/doc/" + arguments[2] + "/",
			arguments[3].equals("chunked"), Path.of(System.getenv("EC2_CERT")), Path.of(System.getenv("EC2_PRIVATE_KEY")));
		Ec2Tools tools = new Ec2Tools(cloud, arguments[1]);
		tools.zones();
		if (arguments[0].equals("story")) {
			tools.story();
		}
		System.out.println(json(tools.told));
	}

	private Ec2Tools(SignedSoap cloud, String name) {
		this.cloud = cloud;
		this.name = name;
	}

	private void zones() throws Exception {
		try {
			List<Object> zones = new ArrayList<>();
			for (Element zone : items(cloud.call("DescribeAvailabilityZones", "<ns1:availabilityZoneSet />"), "availabilityZoneInfo")) {
				zones.add(List.of(text(zone, "zoneName"), text(zone, "zoneState").split(" ")[0]));
			}
			told.put("zones", zones);
		} catch (SignedSoap.Fault fault) {
			told.put("error", codeOf(fault));
		}
	}

	private void story() throws Exception {
		List<Element> images = items(
			cloud.call("DescribeImages", "<ns1:executableBySet /><ns1:imagesSet /><ns1:ownersSet />"), "imagesSet");
		told.put("images", images.stream().map(image -> text(image, "imageType")).sorted().collect(Collectors.toList()));
		// without -a the tools ask twice, and merge: the own images, and those that one may execute
		Set<String> mine = new LinkedHashSet<>();
		for (String which : List.of("<ns1:executableBySet /><ns1:imagesSet /><ns1:ownersSet><ns1:item>" + element("owner", "self")
			+ "</ns1:item></ns1:ownersSet>", "<ns1:executableBySet><ns1:item>" + element("user", "self")
			+ "</ns1:item></ns1:executableBySet><ns1:imagesSet /><ns1:ownersSet />")) {
			items(cloud.call("DescribeImages", which), "imagesSet").forEach(each -> mine.add(text(each, "imageId")));
		}
		told.put("merged", mine.size());
		String image = images.stream().filter(each -> text(each, "imageType").equals("machine")).map(each -> text(each, "imageId"))
			.findFirst().orElseThrow();

		Element pair = cloud.call("CreateKeyPair", element("keyName", name));
		told.put("pair", List.of(text(pair, "keyName"), text(pair, "keyMaterial").split("\n")[0], text(pair, "keyFingerprint").length()));
		told.put("pairAgain", attempt(() -> cloud.call("CreateKeyPair", element("keyName", name))));
		told.put("pairs", pairs());

		cloud.call("CreateSecurityGroup", element("groupName", name) + element("groupDescription", "of the story"));
		cloud.call("AuthorizeSecurityGroupIngress", rule());
		List<Object> rules = new ArrayList<>();
		for (Element group : groups(name)) {
			for (Element each : items(group, "ipPermissions")) {
				rules.add(List.of(text(each, "ipProtocol"), text(each, "fromPort"), text(each, "toPort"),
					text(items(each, "ipRanges").get(0), "cidrIp")));
			}
		}
		told.put("rules", rules);

		cloud.call("AuthorizeSecurityGroupIngress", friends());
		List<Object> friends = new ArrayList<>();
		for (Element group : groups(name)) {
			for (Element each : items(group, "ipPermissions")) {
				for (Element friend : items(each, "groups")) {
					friends.add(List.of(text(each, "ipProtocol"), text(each, "fromPort"), text(each, "toPort"),
						text(friend, "userId"), text(friend, "groupName")));
				}
			}
		}
		told.put("friends", friends);
		told.put("friendsEnded", Boolean.valueOf(text(cloud.call("RevokeSecurityGroupIngress", friends()), "return")));

		String data = Base64.getEncoder().encodeToString("a b+c/d=e~f*gé".getBytes(StandardCharsets.UTF_8));
		Element reservation = cloud.call("RunInstances", element("imageId", image) + element("minCount", "1")
			+ element("maxCount", "2") + element("keyName", name)
			+ "<ns1:groupSet><ns1:item>" + element("groupId", name) + "</ns1:item></ns1:groupSet>"
			+ "<ns1:userData version=\"1.0\" encoding=\"base64\">" + element("data", data) + "</ns1:userData>");
		told.put("group", items(reservation, "groupSet").stream().map(each -> text(each, "groupId")).collect(Collectors.toList()));
		List<Element> run = items(reservation, "instancesSet");
		List<Object> lines = new ArrayList<>();
		for (Element each : run) {
			lines.add(List.of(state(each, "instanceState"), text(each, "instanceType"), text(child(each, "placement"), "availabilityZone"),
				text(each, "keyName"), text(each, "dnsName")));
		}
		told.put("run", lines);
		List<String> ids = run.stream().map(each -> text(each, "instanceId")).collect(Collectors.toList());
		List<Element> running = until(ids,
			each -> state(each, "instanceState").equals("running") && !text(each, "dnsName").equals("0.0.0.0"));
		told.put("running", states(running));
		Set<String> addresses = running.stream().map(each -> text(each, "dnsName")).collect(Collectors.toCollection(LinkedHashSet::new));
		addresses.remove("0.0.0.0");
		told.put("addresses", addresses.size());
		told.put("listed", instances(List.of()).stream().map(each -> text(each, "instanceId")).collect(Collectors.toSet()).containsAll(ids));
		String output = text(cloud.call("GetConsoleOutput", element("instanceId", ids.get(0))), "output");
		told.put("console", new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8).contains("login:"));
		told.put("groupRefusals", List.of(
			attempt(() -> cloud.call("CreateSecurityGroup", element("groupName", name) + element("groupDescription", "again"))),
			attempt(() -> cloud.call("AuthorizeSecurityGroupIngress", rule())),
			attempt(() -> cloud.call("DeleteSecurityGroup", element("groupName", name))),
			attempt(() -> cloud.call("DeleteSecurityGroup", element("groupName", "default"))),
			attempt(() -> groups("nobody"))));
		Element launch = cloud.call("DescribeImageAttribute", element("imageId", image) + "<ns1:launchPermission />");
		told.put("launch", items(launch, "launchPermission").stream().map(each -> text(each, "group")).collect(Collectors.toList()));
		told.put("rebooted", Boolean.valueOf(text(cloud.call("RebootInstances", idList(ids.subList(0, 1))), "return")));

		List<Element> ending = items(cloud.call("TerminateInstances", idList(ids)), "instancesSet");
		told.put("ending", ending.stream().map(each -> state(each, "shutdownState")).collect(Collectors.toList()));
		told.put("ended", states(until(ids, each -> state(each, "instanceState").equals("terminated"))));
		told.put("groupEnded", List.of(
			Boolean.valueOf(text(cloud.call("RevokeSecurityGroupIngress", rule()), "return")),
			Boolean.valueOf(text(cloud.call("DeleteSecurityGroup", element("groupName", name)), "return"))));
		String one = element("minCount", "1") + element("maxCount", "1");
		told.put("refusals", List.of(
			attempt(() -> instances(List.of("i-DEADBEEF"))),
			attempt(() -> instances(List.of("nonsense"))),
			attempt(() -> cloud.call("TerminateInstances", idList(List.of("i-DEADBEEF")))),
			attempt(() -> cloud.call("RunInstances", element("imageId", "emi-DEADBEEF") + one + "<ns1:groupSet />")),
			attempt(() -> cloud.call("RunInstances", element("imageId", image) + one + element("keyName", "nobody") + "<ns1:groupSet />"))));
		List<Boolean> deleted = new ArrayList<>();
		for (String each : pairs()) {
			deleted.add(Boolean.valueOf(text(cloud.call("DeleteKeyPair", element("keyName", each)), "return")));
		}
		told.put("deleted", deleted);
		told.put("left", pairs());
	}

	/** As `ec2-authorize NAME -p 22` sends it: an empty user, and a list of groups that is empty. */
	private String rule() {
		return "<ns1:userId />" + element("groupName", name) + "<ns1:ipPermissions>" + permission("tcp", "22", "22",
			"<ns1:groups /><ns1:ipRanges><ns1:item>" + element("cidrIp", "0.0.0.0/0") + "</ns1:item></ns1:ipRanges>")
			+ "</ns1:ipPermissions>";
	}

	/** As `ec2-authorize NAME -o default -u admin` sends it: all protocols, each with the user and the group. */
	private String friends() {
		String group = "<ns1:groups><ns1:item>" + element("userId", "admin") + element("groupName", "default")
			+ "</ns1:item></ns1:groups><ns1:ipRanges />";
		return "<ns1:userId />" + element("groupName", name) + "<ns1:ipPermissions>"
			+ permission("tcp", "0", "65535", group) + permission("udp", "0", "65535", group)
			+ permission("icmp", "-1", "-1", group) + "</ns1:ipPermissions>";
	}

	private static String permission(String protocol, String from, String to, String sources) {
		return "<ns1:item>" + element("ipProtocol", protocol) + element("fromPort", from) + element("toPort", to) + sources
			+ "</ns1:item>";
	}

	private List<Element> groups(String group) throws Exception {
		return items(cloud.call("DescribeSecurityGroups", "<ns1:securityGroupSet><ns1:item>" + element("groupName", group)
			+ "</ns1:item></ns1:securityGroupSet>"), "securityGroupInfo");
	}

	private List<String> pairs() throws Exception {
		return items(cloud.call("DescribeKeyPairs", "<ns1:keySet />"), "keySet").stream().map(each -> text(each, "keyName"))
			.filter(each -> each.startsWith(name)).sorted().collect(Collectors.toList());
	}

	private List<Element> instances(List<String> ids) throws Exception {
		List<Element> found = new ArrayList<>();
		for (Element reservation : items(cloud.call("DescribeInstances", idList(ids)), "reservationSet")) {
			found.addAll(items(reservation, "instancesSet"));
		}
		return found;
	}

	private List<Element> until(List<String> ids, Predicate<Element> isEnough) throws Exception {
		for (int tries = 0;; tries++) {
			List<Element> found = instances(ids);
			if (tries > 200 || found.stream().allMatch(isEnough)) {
				return found;
			}
			Thread.sleep(100);
		}
	}

	private static String attempt(Act act) throws Exception {
		try {
			act.perform();
			return "no error";
		} catch (SignedSoap.Fault fault) {
			return codeOf(fault);
		}
	}

	/** What the tools print before the text: `Client.InvalidInstanceID.NotFound`; here without `Client.`. */
	private static String codeOf(SignedSoap.Fault fault) {
		String code = fault.code.replaceAll("^.*:", "");
		return code.contains(".") ? code.replaceFirst("^(Client|Server)\\.", "") : code + ": " + fault.getMessage();
	}

	private static String element(String name, String text) {
		return "<ns1:" + name + ">" + text + "</ns1:" + name + ">";
	}

	private static String idList(List<String> ids) {
		String items = ids.stream().map(id -> "<ns1:item>" + element("instanceId", id) + "</ns1:item>").collect(Collectors.joining());
		return items.isEmpty() ? "<ns1:instancesSet />" : "<ns1:instancesSet>" + items + "</ns1:instancesSet>";
	}

	private static List<String> states(List<Element> instances) {
		return instances.stream().map(each -> state(each, "instanceState")).collect(Collectors.toList());
	}

	private static String state(Element instance, String which) {
		return text(child(instance, which), "name");
	}

	private static List<Element> items(Element parent, String list) {
		List<Element> found = new ArrayList<>();
		for (Node node = child(parent, list).getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element) {
				found.add((Element) node);
			}
		}
		return found;
	}

	private static String text(Element parent, String name) {
		return child(parent, name).getTextContent();
	}

	private static Element child(Element parent, String name) {
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (name.equals(node.getLocalName()) && parent.getNamespaceURI().equals(node.getNamespaceURI())) {
				return (Element) node;
			}
		}
		throw new IllegalStateException(parent.getLocalName() + " has no " + name);
	}

	private static String json(Object value) {
		if (value instanceof Map) {
			return ((Map<?, ?>) value).entrySet().stream().map(each -> json(each.getKey()) + ":" + json(each.getValue()))
				.collect(Collectors.joining(",", "{", "}"));
		}
		if (value instanceof List) {
			return ((List<?>) value).stream().map(Ec2Tools::json).collect(Collectors.joining(",", "[", "]"));
		}
		return value instanceof String ? "\"" + ((String) value).replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : String.valueOf(value);
	}
}
