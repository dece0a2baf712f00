//! What the chain gives away about whose data are shared.

use bpiiot_primitives::{
	DeviceId,
	identity::alias,
	sharing::{
		COARSE_TIME, Content, DataType, Details, Kind, Licence, LicenceKind, Mode, Pointer, Summary,
		format::{Cell, Dataset, TIME_COLUMN},
	},
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::PalletInfoAccess};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

use super::*;
use crate::{Call, Error};

/// All that the pallet stores, keys and values.
pub fn storage() -> Vec<u8> {
	let prefix = sp_io::hashing::twox_128(DataSharing::name().as_bytes());
	let mut bytes = Vec::new();
	let mut key = prefix.to_vec();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix)) {
		bytes.extend(&next);
		bytes.extend(sp_io::storage::get(&next).expect("is there"));
		key = next;
	}
	bytes
}

/// Whether some bytes are among others.
pub fn contains(bytes: &[u8], what: &[u8]) -> bool {
	bytes.windows(what.len()).any(|window| window == what)
}

/// A machine's readings of a day, as a provider has them under a salt of its own.
fn readings(salt: [u8; 32], first: i64, rows: i64) -> Dataset {
	let row = |number| vec![Cell::Integer(first + 1_003 * number), Cell::Integer(number % 7)];
	let columns = vec![TIME_COLUMN.into(), "g".into()];
	Dataset { data_type: DataType::Telemetry, salt, columns, rows: (0..rows).map(row).collect() }
}

/// The record of them, as its provider and the alias that is meant for it agree on it: with words of their own.
fn anonymous(provider: &str, device: DeviceId, dataset: &Dataset) -> crate::ContentOf<Test> {
	let alias = alias(&dataset.salt, device, &account(provider));
	let query = format!("SELECT at, g FROM {provider}_data WHERE alias = '{alias:?}'");
	let details = Details {
		alias,
		data_type: dataset.data_type,
		tag: text(&format!("{provider}/vibration")),
		summary: dataset.summary().expect("valid").coarse(),
		host: text(&format!("data.{provider}.example")),
		pointers: vec![Pointer { query: text(&query), hash: dataset.hash().expect("valid") }].try_into().expect("one"),
		link: dataset.salt.to_vec().try_into().expect("short"),
		licence: Some(Licence {
			kind: LicenceKind::Maintenance,
			terms: BlakeTwo256::hash(format!("{provider} may maintain the machine.").as_bytes()),
		}),
	};
	Content { details, quorum: None, bonus: None }
}

/// All that a record says, by the names of its fields; a new field has to be added here.
fn facts(details: &Details) -> Vec<(&'static str, Vec<u8>)> {
	let Details { alias, data_type, tag, summary, host, pointers, link, licence } = details;
	let Summary { rows, from, until, index } = summary;
	let Licence { kind, terms } = licence.as_ref().expect("has one");
	let Pointer { query, hash } = &pointers[0];
	vec![
		("alias", alias.encode()),
		("data type", data_type.encode()),
		("tag", tag.encode()),
		("rows", rows.encode()),
		("from", from.encode()),
		("until", until.encode()),
		("index", index.encode()),
		("host", host.encode()),
		("query", query.encode()),
		("hash", hash.encode()),
		("link", link.encode()),
		("licence", kind.encode()),
		("licence text", terms.encode()),
	]
}

/// What two records say alike.
fn common(one: &Details, other: &Details) -> Vec<&'static str> {
	let pairs = facts(one).into_iter().zip(facts(other));
	pairs.filter(|(one, other)| one.1 == other.1).map(|(one, _)| one.0).collect()
}

/// The robot shares the same readings under an alias of its own with each of two providers. Nothing in the state names the robot or
/// its owner, and what the two records say alike another machine's record says too.
// covers M80
#[test]
fn two_aliases_of_one_device_have_nothing_in_common_that_another_machine_has_not() {
	ExtBuilder::default().build_and_execute(|| {
		let aliases = ["alias", "another alias"];
		let gift = pallet_balances::Call::force_set_balance { who: account(aliases[1]), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
		let today = (NOW / COARSE_TIME * COARSE_TIME) as i64;
		let datasets = [[1; 32], [2; 32]].map(|salt| readings(salt, today + 12_345_678, 2_000));
		let contents = [anonymous("bob", ROBOT, &datasets[0]), anonymous("dave", ROBOT, &datasets[1])];
		for (id, (name, provider)) in aliases.into_iter().zip(["bob", "dave"]).enumerate() {
			assert_ok!(send(provider, establish(party(name), provider, Kind::Keeper)));
			assert_ok!(send(name, Call::accept { relationship: id as u32 }));
			let content = contents[id].clone();
			assert_ok!(send(provider, Call::add_record { relationship: id as u32, content }));
			assert_ok!(send(name, verify(id as u64)));
			assert_eq!(ask(name, id as u64, Mode::Read, None), Ok(Basis::DeviceSide));
		}
		let stored = storage();
		assert!(contains(&stored, &account("bob").encode()), "the search finds what is there");
		for name in ["alice", "robot"] {
			assert!(!contains(&stored, &account(name).encode()), "{name} is named");
		}
		assert!(DataSharing::relationships_of(robot(), None, 10).is_empty());
		assert_eq!(ask("alice", 0, Mode::Read, None), Err(Refusal::NoRelationship));

		let [one, other] = contents.map(|content| content.details);
		let alike = common(&one, &other);
		assert_eq!(alike, ["data type", "rows", "from", "until", "licence"]);
		// The press has run at other times of that day and has other readings.
		let press = anonymous("dave", PRESS, &readings([3; 32], today + 23_456, 1_100)).details;
		let like_the_press = common(&one, &press);
		assert!(alike.iter().all(|fact| like_the_press.contains(fact)), "{like_the_press:?}");

		// The exact summaries would link the two, and tell them from the press; the chain does not take them.
		let exact = datasets.map(|dataset| dataset.summary().expect("valid"));
		let of = |summary: &Summary| (summary.rows, summary.from, summary.until);
		assert_eq!(of(&exact[0]), of(&exact[1]));
		let mut fine = anonymous("bob", ROBOT, &readings([1; 32], today + 12_345_678, 2_000));
		fine.details.summary = exact[0].clone();
		let call = Call::add_record { relationship: 0, content: fine };
		assert_noop!(send("bob", call), Error::<Test>::SummaryTooFine);
	});
}

/// The negative control: under its own number the device is named.
#[test]
fn a_relationship_of_the_device_itself_names_it() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		assert_eq!(DataSharing::relationships_of(robot(), None, 10), [0]);
		assert!(contains(&storage(), &account("alice").encode()), "as the one who pays");
	});
}
