//! What the chain gives away about whose data are shared.

use bpiiot_primitives::{
	identity::alias,
	sharing::{
		Content, DataType, Kind, Mode,
		format::{Cell, Dataset, TIME_COLUMN},
	},
};
use codec::Encode;
use frame_support::{assert_ok, traits::PalletInfoAccess};

use super::*;
use crate::Call;

/// All that the pallet stores, keys and values.
fn storage() -> Vec<u8> {
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

fn contains(bytes: &[u8], what: &[u8]) -> bool {
	bytes.windows(what.len()).any(|window| window == what)
}

/// A record of the robot's readings, as a provider keeps them under a salt of its own and the alias that is meant for it.
fn anonymous(provider: &str, salt: [u8; 32]) -> crate::ContentOf<Test> {
	let dataset = Dataset {
		data_type: DataType::Telemetry,
		salt,
		columns: vec![TIME_COLUMN.into(), "g".into()],
		rows: vec![vec![Cell::Integer(NOW as i64 - 5_000), Cell::Integer(4)]],
	};
	let mut details = details();
	details.alias = alias(&salt, ROBOT, &account(provider));
	details.summary = dataset.summary().expect("valid");
	details.link = salt.to_vec().try_into().expect("short");
	let mut pointer = pointer(&format!("SELECT at, g FROM data WHERE alias = '{:?}'", details.alias));
	pointer.hash = dataset.hash();
	details.pointers = vec![pointer].try_into().expect("one");
	Content { details, quorum: None, bonus: None }
}

/// The robot shares under an alias of its own with each of two providers. Nothing in the state names the robot or its owner, and
/// nothing that the two records say is the same, although the data are.
// covers M80
#[test]
fn two_aliases_of_one_device_have_nothing_in_common() {
	ExtBuilder::default().build_and_execute(|| {
		let aliases = ["alias", "another alias"];
		let gift = pallet_balances::Call::force_set_balance { who: account(aliases[1]), new_free: RICH };
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(RuntimeCall::from(gift), RuntimeOrigin::root()));
		let contents = [anonymous("bob", [1; 32]), anonymous("dave", [2; 32])];
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
		assert_ne!(one.alias, other.alias);
		assert_ne!(one.summary.index, other.summary.index);
		assert_ne!(one.pointers[0].hash, other.pointers[0].hash);
		assert_ne!(one.pointers[0].query, other.pointers[0].query);
		assert_ne!(one.link, other.link);
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
