//! What the chain says about shared data: from a provider's record to a reader's question.

use anyhow::{Context, Result, anyhow};
use bpiiot_client::{
	AccountId32, Chain, DataPointer, H256, Key, Static, api,
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec,
	primitives::{
		DeviceId, Metric, RecordId, RelationshipId, Role,
		sharing::{
			Basis, Content, DataType, Details, Kind, Licence, LicenceKind, Mode, Party, Pointer, Purpose, Refusal,
			Scope, Terms,
			format::{Cell, Dataset, TIME_COLUMN},
			query_hash,
		},
	},
};
use bpiiot_testbed::{
	Spec,
	scenario::{self, Terms as Work, service_rule},
	waits::within_blocks,
};
use tempfile::TempDir;

use crate::world::{key, turn, verification_node};

/// Where the provider's gatekeeper answers.
pub const HOST: &str = "data.pump-service.example:8443/sharing";
/// The query string of a record that everybody may use who may read the record.
pub const QUERY: &str = "SELECT at, g, remark FROM vibration WHERE device = 'pump-1'";
/// Another one, which a permission has to name.
const ADDITIONAL: &str = "SELECT at, operator FROM shifts WHERE device = 'pump-1'";
const TAG: &str = "vibration/axis-1";

/// What the provider's database has about the vibration of a machine, with a remark.
pub fn dataset(remark: &str) -> Dataset {
	let row = |number: i64| {
		let vibration = Cell::real(0.2 + number as f64 / 100.0).expect("it is finite; qed");
		vec![Cell::Integer(1_581_178_008_000 + number), vibration, Cell::Text(remark.into())]
	};
	Dataset {
		data_type: DataType::Telemetry,
		salt: rand::random(),
		columns: [TIME_COLUMN, "g", "remark"].map(String::from).into(),
		rows: (0..3).map(row).collect(),
	}
}

/// A record that says what `pointers` return, of which the first returns `data`, and where the sealed `link` leads.
pub fn content(data: &Dataset, pointers: Vec<Pointer>, link: Vec<u8>) -> Result<Content<AccountId32>> {
	let summary = data.summary().ok().context("the data are not in the standard form")?;
	let details = Details {
		alias: sp_core::H256(rand::random()),
		data_type: data.data_type,
		tag: bounded(TAG.as_bytes().to_vec())?,
		summary,
		host: bounded(HOST.as_bytes().to_vec())?,
		pointers: pointers.try_into().ok().context("there are too many pointers")?,
		link: bounded(link)?,
		licence: Some(Licence { kind: LicenceKind::Maintenance, terms: sp_core::H256(rand::random()) }),
	};
	Ok(Content { details, quorum: None, bonus: None })
}

/// A query string, and the hash of what it returns.
pub fn pointer(query: &str, result: &Dataset) -> Result<Pointer> {
	Ok(Pointer { query: bounded(query.as_bytes().to_vec())?, hash: hash(result)? })
}

/// The hash of what a query returns.
pub fn hash(data: &Dataset) -> Result<sp_core::H256> {
	data.hash().ok().context("the data are not in the standard form")
}

fn bounded<T: TryFrom<Vec<u8>>>(bytes: Vec<u8>) -> Result<T> {
	T::try_from(bytes).ok().context("it is longer than the chain stores")
}

/// Lets the owner of a device propose a relationship and the partner accept it.
pub async fn relate(chain: &Chain, owner: &Key, device: DeviceId, partner: &Key, kind: Kind) -> Result<RelationshipId> {
	let calls = api::tx().data_sharing();
	let subject = Static(Party::Device(device));
	let included = chain.submit(owner, &calls.establish(subject, partner.account(), Static(kind))).await?;
	let established = included.events.first::<api::data_sharing::events::RelationshipEstablished>()?;
	let relationship = established.context("no relationship was established")?.relationship;
	chain.submit(partner, &calls.accept(relationship)).await?;
	Ok(relationship)
}

/// Lets the provider propose a record.
pub async fn add_record(
	chain: &Chain,
	provider: &Key,
	relationship: RelationshipId,
	content: &Content<AccountId32>,
) -> Result<RecordId> {
	let call = api::tx().data_sharing().add_record(relationship, Static(content.clone()));
	let included = chain.submit(provider, &call).await?;
	let proposed = included.events.first::<api::data_sharing::events::RecordProposed>()?;
	Ok(proposed.context("no record was proposed")?.record)
}

fn allowed(answer: Result<DataPointer, Refusal>) -> Result<DataPointer> {
	answer.map_err(|refusal| anyhow!("the chain refuses: {refusal:?}"))
}

/// The chain's side of reading data from the DHT: who asks the API gets from the chain where the data are and what they
/// must be, or a refusal. The data themselves lie with their holders, which ask the same question.
// covers M18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permitted_viewer_gets_the_pointer_of_a_verified_record_over_the_api_and_nobody_else_does() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	// The question is asked at a finalized block, so somebody has to finalize.
	let mut node = verification_node(Spec::customised(directory.path(), 60, &[])?)?;
	let chain = node.run(1).await?;

	let (owner, provider, viewer, stranger) = (key("Charlie"), key("Bob"), key("Dave"), key("Eve"));
	let device = key("Device");
	let claim = (device.account(), chain.claim(&device, &owner.account()).await?);
	let terms = Work { rules: vec![service_rule(Metric::Vibration, 1, 250_000, 5)], ..Work::default() };
	let (ready, _) = scenario::prepare(&chain, &owner, &provider, &[claim], &terms).await?;
	let number = ready.first().context("one device was to be prepared")?.device;
	for (participant, name) in [(&viewer, "Laboratory"), (&stranger, "Rival")] {
		let name = BoundedVec(name.as_bytes().to_vec());
		let call = api::tx().device_registry().register_participant(Static(Role::ThirdParty), name);
		chain.submit(participant, &call).await?;
	}
	let source = relate(&chain, &owner, number, &provider, Kind::Keeper).await?;
	let via = relate(&chain, &owner, number, &viewer, Kind::Viewer).await?;

	// The provider registers the pointers. Until the device has verified them they count for nobody else.
	let data = dataset("bearing runs warm");
	let pointers = vec![pointer(QUERY, &data)?, pointer(ADDITIONAL, &dataset("early shift"))?];
	let content = content(&data, pointers, Vec::new())?;
	let record = add_record(&chain, &provider, source, &content).await?;
	let ask = async |block: u64, account: &Key, mode: Mode, query: Option<&str>| {
		let hash = chain.hash_at(block).await?.context("the block is missing")?;
		let view = chain.at(&chain.block(hash).await?).await?;
		anyhow::Ok(view.data_pointer(&account.account(), record, mode, query).await?)
	};
	let proposed = chain.best().await?.number;
	assert_eq!(ask(proposed, &viewer, Mode::Read, None).await?, Err(Refusal::NotVerified));
	let seen = allowed(ask(proposed, &device, Mode::Read, None).await?)?;
	assert_eq!((seen.basis, seen.version, seen.host.as_str()), (Basis::DeviceSide, None, HOST));

	// The device, which has no tokens, verifies exactly this content.
	let verify = api::tx().data_sharing().verify_record(record, H256(content.hash().0), false);
	let verified = chain.submit(&device, &verify).await?.block_number;
	assert_eq!(ask(verified, &viewer, Mode::Read, None).await?, Err(Refusal::NoPermission));

	// Its owner permits the viewer to read.
	let terms = Terms { mode: Mode::Read, purpose: Purpose::Diagnosis, until: None, queries: Default::default() };
	let grant = |terms: &Terms<u32>| {
		let scope = Static(Scope::Record(record));
		api::tx().data_sharing().grant(source, viewer.account(), scope, Static(terms.clone()))
	};
	let granted = chain.submit(&owner, &grant(&terms)).await?.block_number;
	let finalized = within_blocks(&chain, 100, "the permission to be final", async |_| {
		let finalized = chain.finalized().await?.number;
		Ok((finalized >= granted).then_some(finalized))
	})
	.await?;
	let found = allowed(ask(finalized, &viewer, Mode::Read, None).await?)?;
	let expected = DataPointer {
		host: HOST.into(),
		query: QUERY.into(),
		hash: H256(hash(&data)?.0),
		version: Some(1),
		basis: Basis::Permission(Purpose::Diagnosis),
	};
	assert_eq!(found, expected);
	assert_eq!(ask(finalized, &viewer, Mode::Read, Some(QUERY)).await?, Ok(expected.clone()));
	let mut forged = data.clone();
	forged.rows[0][1] = Cell::Null;
	assert_ne!(H256(hash(&forged)?.0), found.hash, "whoever gets the data sees whether they are the ones");

	// Everybody else is refused, and the viewer everything else.
	for (account, refusal) in [(&stranger, Refusal::NoRelationship), (&key("Ferdie"), Refusal::UnknownViewer)] {
		for query in [None, Some(QUERY), Some(ADDITIONAL)] {
			assert_eq!(ask(finalized, account, Mode::Read, query).await?, Err(refusal), "{query:?}");
		}
	}
	let long = "x".repeat(1_000);
	for (mode, query, refusal) in [
		(Mode::ReadWrite, None, Refusal::ReadOnly),
		(Mode::Read, Some(ADDITIONAL), Refusal::QueryNotGranted),
		(Mode::Read, Some("SELECT * FROM vibration"), Refusal::UnknownQuery),
		(Mode::Read, Some(long.as_str()), Refusal::UnknownQuery),
	] {
		assert_eq!(ask(finalized, &viewer, mode, query).await?, Err(refusal), "{mode:?} {query:?}");
	}
	let view = chain.at_best().await?;
	let unknown = view.data_pointer(&viewer.account(), record + 1, Mode::Read, None).await?;
	assert_eq!(unknown, Err(Refusal::UnknownRecord));

	// The additional query string, once the permission names it; nothing once it is revoked.
	let queries = vec![query_hash(ADDITIONAL.as_bytes())].try_into().ok().context("one query string fits")?;
	let more = chain.submit(&owner, &grant(&Terms { queries, ..terms })).await?.block_number;
	let found = allowed(ask(more, &viewer, Mode::Read, Some(ADDITIONAL)).await?)?;
	assert_eq!((found.query.as_str(), found.host.as_str()), (ADDITIONAL, HOST));
	assert_eq!(found.hash, H256(content.details.pointers[1].hash.0));
	let revoke = api::tx().data_sharing().revoke(source, via, Static(Scope::Record(record)));
	let revoked = chain.submit(&owner, &revoke).await?.block_number;
	assert_eq!(ask(revoked, &viewer, Mode::Read, None).await?, Err(Refusal::NoPermission));
	assert_eq!(ask(finalized, &viewer, Mode::Read, None).await?, Ok(expected), "the past is what it was");
	Ok(())
}
