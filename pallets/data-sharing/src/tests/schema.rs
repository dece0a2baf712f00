//! What a record holds, how large it is, and what it links.

use bpiiot_primitives::{
	Hash, Role,
	device::Registry as _,
	sharing::{
		Content, DataType, Details, Kind, Licence, LicenceKind, Link, MAX_ATTESTORS, MAX_HOST, MAX_LINK, MAX_POINTERS,
		MAX_TAG, Permission, Pointer, Quorum, Scope, Summary,
		format::{Cell, Dataset, TIME_COLUMN},
		receipts::ReceiptLog,
	},
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::assert_ok;

use super::{
	linkage::{contains, storage},
	*,
};
use crate::{
	Between, Call, ContentOf, Granted, Inbox, Mailboxes, PermissionOf, Permissions, ProposalOf, Proposals, RecordsOf,
	RelationshipsOf,
};

/// The fields that the paper gives a transaction: alias, data type, metadata tag, index, record, encrypted link, timestamp.
// covers M81
#[test]
fn a_record_has_every_field_of_the_papers_transaction() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		Clock::set(NOW + 42);
		let summary = Summary { rows: 3, from: NOW - 3, until: NOW - 1, index: Hash::repeat_byte(2) };
		let details = Details {
			alias: Hash::repeat_byte(1),
			data_type: DataType::Custom(77),
			tag: text("tag"),
			summary: summary.clone(),
			host: text("host:1"),
			pointers: vec![Pointer { query: text(BASE), hash: Hash::repeat_byte(3) }].try_into().expect("one"),
			link: Link::truncate_from(vec![0, 159, 146, 150]),
			licence: Some(Licence { kind: LicenceKind::Custom(9), terms: Hash::repeat_byte(4) }),
		};
		let content = Content { details: details.clone(), quorum: None, bonus: None };
		let call = Call::<Test>::add_record { relationship: 0, content };
		let carried = RuntimeCall::from(call.clone()).encode();
		assert_eq!(RuntimeCall::decode(&mut &carried[..]), Ok(call.clone().into()));
		assert_ok!(send("bob", call));
		assert_ok!(send("alice", verify(0)));

		let found = record(0);
		assert_eq!(found.details.alias, Hash::repeat_byte(1), "alias");
		assert_eq!(found.details.data_type, DataType::Custom(77), "data type");
		assert_eq!(found.details.tag.to_vec(), b"tag", "metadata tag");
		assert_eq!(found.details.summary, summary, "index");
		assert_eq!(found.details.pointers[0].hash, Hash::repeat_byte(3), "record");
		assert_eq!(found.details.link.to_vec(), [0, 159, 146, 150], "encrypted link");
		assert_eq!(found.timestamp, NOW + 42, "timestamp");
		assert_eq!(found.details, details);
	});
}

/// Device, provider, licence and external database, each found from the record.
// covers M75
#[test]
fn a_record_links_device_provider_licence_and_database() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		let found = DataSharing::record(0).expect("is there");
		let relationship = DataSharing::relationship(found.relationship).expect("is there");
		assert_eq!(relationship.subject, robot());
		assert_eq!(relationship.partner, account("bob"));
		assert_eq!(found.details.licence.map(|licence| licence.kind), Some(LicenceKind::Maintenance), "it is an MPR");
		assert_eq!(found.details.host.to_vec(), b"data.bob.example:8443/sharing");
		assert_eq!(found.details.pointers[0].query.to_vec(), BASE.as_bytes());
	});
}

// covers M11
#[test]
fn a_record_is_kept_in_contract_state_beyond_its_block() {
	ExtBuilder::default().with_record().build_and_execute(|| {
		let key = Records::<Test>::hashed_key_for(0);
		go_to(1_000_000);
		let bytes = sp_io::storage::get(&key).expect("is in the state");
		assert_eq!(RecordOf::<Test>::decode(&mut &bytes[..]), Ok(record(0)));
	});
}

/// The largest content that a call can carry.
fn largest() -> ContentOf<Test> {
	let pointers = (0..MAX_POINTERS).map(|index| pointer(&format!("SELECT {}{index}", "a".repeat(248))));
	let details = Details {
		tag: text(&"a".repeat(MAX_TAG as usize)),
		host: text(&"a".repeat(MAX_HOST as usize)),
		pointers: pointers.collect::<Vec<_>>().try_into().expect("as many as fit"),
		link: Link::truncate_from(vec![1; MAX_LINK as usize]),
		..details()
	};
	let attestors = (0..MAX_ATTESTORS).map(|index| account(&format!("attestor {index}"))).collect::<Vec<_>>();
	let quorum = Some(Quorum { attestors: attestors.try_into().expect("as many as fit"), needed: 8 });
	Content { details, quorum, ..with_bonus() }
}

/// What is stored does not depend on how much data there are: eight mebibyte cost the chain what a kibibyte does, nothing of them
/// is in the state, and no field is large enough to take data instead of references.
// covers M17
#[test]
fn the_chain_holds_references_and_no_payload() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		let mut grown = Vec::new();
		for kibibytes in [1, 1 << 10, 8 << 10] {
			let marker = b"payload that never touches the chain";
			let payload = marker.iter().copied().cycle().take(1 << 10);
			let cell = Cell::Bytes(payload.collect());
			let data = Dataset {
				data_type: DataType::Telemetry,
				salt: [kibibytes as u8; 32],
				columns: vec![TIME_COLUMN.into(), "image".into()],
				rows: (0..kibibytes).map(|at| vec![Cell::Integer(at), cell.clone()]).collect(),
			};
			let mut content = content();
			content.details.summary = data.summary().expect("valid");
			let pointer = Pointer { query: text(BASE), hash: data.hash().expect("valid") };
			content.details.pointers = vec![pointer].try_into().expect("one");
			let before = storage().len();
			assert_ok!(send("bob", Call::add_record { relationship: 0, content }));
			let id = crate::NextRecord::<Test>::get() - 1;
			assert_ok!(send("alice", verify(id)));
			clear_inboxes();
			let (all, bytes) = (storage(), data.encoded_size());
			assert!(bytes >= kibibytes as usize * 1_024 && contains(&data.encode(), marker));
			assert!(!contains(&all, &marker[..16]), "payload in the state");
			let state = all.len() - before;
			println!(
				"{bytes} bytes of data: {state} bytes of state, {:.1} per MiB",
				state as f64 * 1048576.0 / bytes as f64
			);
			grown.push(state);
		}
		// The first record also begins what there is once.
		assert!(grown[0].abs_diff(grown[1]) < 100, "{grown:?}");
		assert_eq!(grown[1], grown[2]);
		let most = Details::max_encoded_len();
		println!("a record's details have at most {most} bytes");
		assert!(most < 3_000, "a record could carry data");
		assert!(largest().encoded_size() <= ContentOf::<Test>::max_encoded_len());
	});
}

/// Prints what each thing takes in the state, keys included, and how much of it is paid for.
#[test]
fn storage_of_each_thing_in_bytes() {
	ExtBuilder::default().with_viewers(&["erin"]).with_record().build_and_execute(|| {
		assert_ok!(send("alice", grant("erin", Scope::Record(0), terms(Mode::Read))));
		assert_ok!(send("bob", add_record(0)));
		let value = |key: Vec<u8>| key.len() + sp_io::storage::get(&key).expect("is there").len();
		let bob = party("bob");
		let relationship = value(Relationships::<Test>::hashed_key_for(0))
			+ value(RelationshipsOf::<Test>::hashed_key_for(robot(), 0))
			+ value(RelationshipsOf::<Test>::hashed_key_for(bob.clone(), 0))
			+ value(Between::<Test>::hashed_key_for(robot(), account("bob")));
		let record = value(Records::<Test>::hashed_key_for(0)) + value(RecordsOf::<Test>::hashed_key_for(0, 0));
		let proposal = value(Proposals::<Test>::hashed_key_for(1)) + value(RecordsOf::<Test>::hashed_key_for(0, 1));
		let scope = Scope::Record(0);
		let permission = value(Permissions::<Test>::hashed_key_for((0, 1, &scope)))
			+ value(Granted::<Test>::hashed_key_for((1, 0, &scope)));
		let (sequence, _) = Inbox::<Test>::iter_prefix(robot()).next().expect("a notice");
		let notice = value(Inbox::<Test>::hashed_key_for(robot(), sequence));
		let mailbox = value(Mailboxes::<Test>::hashed_key_for(bob));
		println!(
			"bytes in the state, keys included: relationship {relationship}, record {record} (of which {} query strings), \
			 proposal {proposal}, permission {permission}, notice {notice}, mailbox {mailbox}",
			details().pointers.encoded_size()
		);
		println!(
			"at most: record {}, proposal {}, permission {}, receipts {}",
			RecordOf::<Test>::max_encoded_len(),
			ProposalOf::<Test>::max_encoded_len(),
			PermissionOf::<Test>::max_encoded_len(),
			ReceiptLog::<u64>::max_encoded_len() + 16 * crate::BatchSummaryOf::<Test>::max_encoded_len(),
		);
		assert!((300..700).contains(&record), "{record}");
		assert!((300..600).contains(&relationship), "{relationship}");
		assert!((100..300).contains(&permission), "{permission}");
		assert!(Permission::<AccountId, u64>::max_encoded_len() < 400);
	});
}

/// The largest call of all is small enough for a block, and its parts reach their bounds.
#[test]
fn the_largest_record_passes() {
	ExtBuilder::default().with_keeper().build_and_execute(|| {
		for index in 0..MAX_ATTESTORS {
			let name = format!("attestor {index}");
			assert_ok!(People::register(&account(&name), Role::ThirdParty, b""));
			relate(&name, Kind::Viewer);
		}
		let call = Call::add_record { relationship: 0, content: largest() };
		println!("the largest add_record has {} bytes", call.encoded_size());
		assert_ok!(send("bob", call));
		assert_ok!(send("alice", verify(0)));
		for index in 0..MAX_ATTESTORS {
			assert_ok!(send(&format!("attestor {index}"), attest(0, true)));
		}
		assert_eq!(record(0).attested_by.len(), MAX_ATTESTORS as usize);
	});
}
