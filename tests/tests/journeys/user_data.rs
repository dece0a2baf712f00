//! What a verification node stores, and that users' data are none of it.

use std::{
	collections::BTreeSet,
	fs,
	path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use bpiiot_client::{
	Chain, Error, H256, Key, PoolRefusal, Static, api,
	api::runtime_types::{bounded_collections::bounded_vec::BoundedVec, pallet_maintenance::types::RequestStatus},
	blake2_256,
	primitives::{
		Channel, Metric, Reading, Role,
		sharing::{Kind, Mode},
		table1::Value,
	},
	subxt::rpcs::rpc_params,
};
use bpiiot_testbed::{
	Spec,
	scenario::{Terms, service_rule},
	waits::{eventually, within_blocks},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use sp_core::Bytes;
use tempfile::TempDir;

use crate::{
	sharing::{QUERY, add_record, content, dataset, hash, pointer, relate},
	world::{ENDOWMENT, PATIENCE, World, key, miner, seed, turn, verification_node},
};

/// Something random that is looked for in what a node or a unit stores.
struct Marker {
	name: &'static str,
	needles: Vec<Vec<u8>>,
}

impl Marker {
	/// A text, as it is or in hexadecimal. A third of it is enough, since a compressed file may have it in pieces.
	fn text(name: &'static str, random: &mut ChaCha8Rng) -> (String, Self) {
		let text: String = (0..48).map(|_| char::from(random.random_range(b'a'..=b'z'))).collect();
		let needles = text.as_bytes().chunks(16).flat_map(forms).collect();
		(text, Self { name, needles })
	}

	/// A measured value: its SCALE bytes, as they are or in hexadecimal, or its decimal digits.
	fn value(name: &'static str, random: &mut ChaCha8Rng) -> (Value, Self) {
		let value: Value = random.random_range(1 << 61..1 << 62);
		let mut needles = forms(&value.to_le_bytes());
		needles.extend([value.to_string(), decimal(value)].map(String::into_bytes));
		(value, Self { name, needles })
	}

	fn is_in(&self, bytes: &[u8]) -> bool {
		// A node's files are mostly zeros.
		let mut windows = bytes.windows(8).enumerate().filter(|(_, window)| *window != [0; 8]);
		windows.any(|(at, window)| {
			self.needles.iter().any(|needle| needle.starts_with(window) && bytes[at..].starts_with(needle))
		})
	}
}

fn forms(bytes: &[u8]) -> Vec<Vec<u8>> {
	let hex = |byte: &u8| format!("{byte:02x}");
	let lower: String = bytes.iter().map(hex).collect();
	vec![bytes.to_vec(), lower.to_uppercase().into_bytes(), lower.into_bytes()]
}

/// A value in the unit of its metric, exact to the last millionth.
fn decimal(value: Value) -> String {
	format!("{}.{:06}", value / 1_000_000, value % 1_000_000)
}

/// Which markers were found in which place.
type Found = BTreeSet<(&'static str, &'static str)>;

fn look(markers: &[Marker], place: &'static str, bytes: &[u8], found: &mut Found) {
	found.extend(markers.iter().filter(|marker| marker.is_in(bytes)).map(|marker| (marker.name, place)));
}

fn look_in_files(markers: &[Marker], place: &'static str, directory: &Path, found: &mut Found) -> Result<u64> {
	let mut bytes = 0;
	for file in files(directory)? {
		let content = fs::read(&file).with_context(|| file.display().to_string())?;
		look(markers, place, &content, found);
		// A marker could also be the name of a file.
		look(markers, place, file.to_string_lossy().as_bytes(), found);
		bytes += content.len() as u64;
	}
	Ok(bytes)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>> {
	let mut found = Vec::new();
	for entry in fs::read_dir(directory)? {
		let entry = entry?;
		match entry.file_type()?.is_dir() {
			true => found.extend(files(&entry.path())?),
			false => found.push(entry.path()),
		}
	}
	Ok(found)
}

/// All keys and values of the state after a block, one after the other.
async fn state(chain: &Chain, block: H256) -> Result<Vec<u8>> {
	let mut all = Vec::new();
	let mut after: Option<Bytes> = None;
	loop {
		let keys: Vec<Bytes> =
			chain.raw().request("state_getKeysPaged", rpc_params!["0x", 500, after.clone(), block]).await?;
		let Some(last) = keys.last() else { return Ok(all) };
		after = Some(last.clone());
		let sets: Vec<serde_json::Value> =
			chain.raw().request("state_queryStorageAt", rpc_params![keys.clone(), block]).await?;
		let set = sets.first().context("the node gives no values")?;
		let values: Vec<(Bytes, Option<Bytes>)> = serde_json::from_value(set["changes"].clone())?;
		ensure!(values.len() == keys.len(), "the node gives {} values for {} keys", values.len(), keys.len());
		for (key, value) in values {
			all.extend(key.0);
			all.extend(value.context("a key has no value")?.0);
		}
	}
}

/// The transactions of all blocks up to the best one, one after the other.
async fn bodies(chain: &Chain) -> Result<Vec<u8>> {
	let mut all = Vec::new();
	for number in 0..=chain.best().await?.number {
		let hash = chain.hash_at(number).await?.context("a block of the best chain is missing")?;
		all.extend(chain.body(hash).await?.concat());
	}
	Ok(all)
}

/// A newcomer gets in only by a participant that answers for it.
async fn admit(chain: &Chain, newcomer: &Key, role: Role) -> Result<()> {
	let call = api::tx().device_registry().register_participant(Static(role), BoundedVec(b"Newcomer".to_vec()));
	let refusal = chain.submit(newcomer, &call).await;
	ensure!(matches!(refusal, Err(Error::Pool(PoolRefusal::NotLetIn))), "a newcomer gets: {refusal:?}");
	chain.submit(&key("Dave"), &api::tx().device_registry().sponsor(newcomer.account())).await?;
	Ok(())
}

// covers M2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_node_mines_admits_and_clears_and_stores_nothing_of_its_users_data() -> Result<()> {
	let _turn = turn().await;
	let mut random = ChaCha8Rng::seed_from_u64(seed());
	let (in_configuration, configuration) = Marker::text("configuration", &mut random);
	let (in_recording, recording) = Marker::text("recording", &mut random);
	let (in_message, message) = Marker::text("message", &mut random);
	let (in_record, record) = Marker::text("shared data", &mut random);
	let (in_report, report) = Marker::text("report on the job", &mut random);
	let (recorded, recorded_value) = Marker::value("recorded value", &mut random);
	let (published, published_value) = Marker::value("published value", &mut random);
	// What is meant for the chain, by which the search shows that it finds things.
	let (public, public_text) = Marker::text("public details", &mut random);
	let (reported, reported_value) = Marker::value("reported value", &mut random);
	let markers = [
		configuration,
		recording,
		message,
		record,
		report,
		recorded_value,
		published_value,
		public_text,
		reported_value,
	];

	// A verification node that mines, on a chain that lets in whom a participant answers for. It forgets nothing.
	let directory = TempDir::new()?;
	let spec = Spec::patched(directory.path(), "dev", |patch| {
		let sponsor = key("Dave").account().to_string();
		patch["difficulty"]["initialDifficulty"] = json!("0x3c");
		patch["deviceRegistry"] =
			json!({ "policy": "BySponsor", "participants": [[sponsor, "ThirdParty", "Chamber"]] });
		Ok(())
	})?;
	let mut node = verification_node(spec)?;
	let chain = node.run(1).await?;
	admit(&chain, &key("Charlie"), Role::EquipmentOwner).await?;
	admit(&chain, &key("Bob"), Role::ServiceProvider).await?;
	let rules = vec![service_rule(Metric::Vibration, 1, 250_000, 5)];
	let terms = Terms { rules, ..Terms::default() };
	let mut world = World::around(node, chain.clone(), directory, &terms).await?;

	// Users' data in all that a unit handles: its configuration, a recording that it plays, messages of a sensor.
	world.unit.stop();
	let file = world.unit.directory().join("unit.toml");
	let text = fs::read_to_string(&file)?
		.replace("data = \"data\"", &format!("data = \"{in_configuration}\""))
		.replace("client_id = \"", &format!("client_id = \"{in_configuration}-"));
	let replay = format!(
		"\n[replay]\nfile = \"recording.csv\"\nspeed = 0\n[replay.columns]\n\
		 {in_recording} = {{ metric = \"pressure\", position = 2 }}\n"
	);
	fs::write(&file, text + &replay)?;
	let row = format!("2020-02-08 16:06:48;{};{in_recording}\n", decimal(recorded));
	fs::write(world.unit.directory().join("recording.csv"), format!("datetime;{in_recording};remark\n{row}"))?;
	world.unit.start()?;
	world.unit.ready(PATIENCE).await?;
	for _ in 0..6 {
		let at = world.reading(Metric::Vibration, 0).at;
		let value = decimal(published);
		let payload =
			format!(r#"{{"metric":"vibration","position":1,"value":{value},"at":{at},"operator":"{in_message}"}}"#);
		world.sensor.publish_raw(payload).await?;
	}
	world.has_counted(7).await?;
	within_blocks(&chain, 60, "the service request", async |best| {
		Ok((chain.at(best).await?.next_request().await? > 0).then_some(()))
	})
	.await?;

	// A record of data that stay with the provider: the chain gets their hashes, and a link that is sealed (by a one-time pad).
	let device = world.ready.device;
	let relationship = relate(&chain, &world.owner, device, &world.provider, Kind::Keeper).await?;
	let data = dataset(&in_record);
	let sealed = in_record.bytes().map(|byte| byte ^ random.random::<u8>()).collect();
	let content = content(&data, vec![pointer(QUERY, &data)?], sealed)?;
	let number = add_record(&chain, &world.provider, relationship, &content).await?;
	let verify = api::tx().data_sharing().verify_record(number, H256(content.hash().0), false);
	chain.submit(&world.owner, &verify).await?;

	// The node clears the payment of the job, whose report is known by its hash.
	let calls = api::tx().maintenance();
	let before = chain.at_best().await?.balances(&world.provider.account()).await?;
	chain.submit(&world.provider, &calls.accept_request(0)).await?;
	let evidence = H256(blake2_256(in_report.as_bytes()));
	chain.submit(&world.provider, &calls.complete_request(0, evidence)).await?;
	chain.submit(&world.owner, &calls.confirm_request(0)).await?;
	eventually("the unit to book its request", PATIENCE, async || {
		Ok((world.unit.status().await?["triggers"]["pending"] == 0).then_some(()))
	})
	.await?;
	world.unit.stop();

	// The control: a machine's details are public, and so is a reading that is reported to the chain.
	let devices = api::storage().device_registry().devices();
	let stored = chain.at_best().await?.value(devices, (device,)).await?.context("the device is not registered")?;
	let mut profile = stored.profile;
	profile.details = BoundedVec(public.into_bytes());
	chain.submit(&world.owner, &api::tx().device_registry().update_device(device, profile)).await?;
	let reading =
		Reading { channel: Channel { metric: Metric::Pressure, position: 9 }, value: reported, at: 1_581_178_008_000 };
	let report = calls.report(world.ready.agreement, BoundedVec(vec![Static(reading)]));
	let device_key = Key::load(&world.unit.directory().join("device.key"))?;
	let last = chain.submit(&device_key, &report).await?.block_number;

	// It has done its work: proofs of work, votes, an admission that went through and one that did not, a payment.
	within_blocks(&chain, 100, "all of it to be final", async |_| {
		Ok((chain.finalized().await?.number >= last).then_some(()))
	})
	.await?;
	let best = chain.best().await?;
	let view = chain.at(&best).await?;
	assert!(world.node.metric("bpiiot_pow_challenges_total").await? > Some(0.0), "the node has searched");
	assert!(view.balances(&miner()).await?.free > ENDOWMENT, "the node's author is paid for its blocks");
	assert!(view.participant(&world.provider.account()).await?.is_some());
	let request = view.request(0).await?.context("request 0")?;
	assert_eq!((request.status, request.evidence), (RequestStatus::Paid, Some(evidence)));
	let shared = view.data_pointer(&world.provider.account(), number, Mode::Read, None).await?;
	assert_eq!(
		shared.map(|shared| shared.hash),
		Ok(H256(hash(&data)?.0)),
		"the chain knows the hash of the shared data"
	);
	let after = view.balances(&world.provider.account()).await?;
	assert!(after.free > before.free + terms.service_price * 9 / 10, "{before:?} {after:?}");

	// The node has nothing of the users' data, in no form; what was published is everywhere.
	let mut found = Found::new();
	look(&markers, "state", &state(&chain, best.hash).await?, &mut found);
	look(&markers, "blocks", &bodies(&chain).await?, &mut found);
	world.node.stop();
	let log = look_in_files(&markers, "disk", world.node.base_path(), &mut found)?;
	// At its next start the database carries its log into its tables.
	world.node.run(1).await?;
	world.node.stop();
	let tables = look_in_files(&markers, "disk after a restart", world.node.base_path(), &mut found)?;
	println!("searched {log} and then {tables} bytes of the node's files after {} blocks", best.number);
	let control = [
		("public details", "state"),
		("public details", "blocks"),
		("public details", "disk"),
		("public details", "disk after a restart"),
		("reported value", "blocks"),
		("reported value", "disk"),
		("reported value", "disk after a restart"),
	];
	assert_eq!(found, control.into());

	// The unit does have them: they were really there.
	let mut kept = Found::new();
	look_in_files(&markers, "unit", world.unit.directory(), &mut kept)?;
	let expected = ["configuration", "recording", "recorded value", "published value"];
	assert_eq!(kept, expected.map(|name| (name, "unit")).into());
	Ok(())
}
