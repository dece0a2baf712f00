//! The transactions that fill the blocks.

use anyhow::{Context, Result};
use bpiiot_client::{
	AccountId32, Chain, Key, MultiAddress, Static, View, api,
	api::runtime_types::bounded_collections::bounded_vec::BoundedVec,
	primitives::{
		BPI, Channel, Metric, Reading,
		sharing::{Content, DataType, Details, Licence, LicenceKind, Mode, Pointer, Purpose, Scope, Summary, Terms},
	},
	subxt::{config::DefaultExtrinsicParamsBuilder, transactions::Payload},
};
use sp_core::H256;

use crate::{development, plants::Plant};

/// The index of the rule that orders a part.
const PART_RULE: u8 = 1;

/// Transfers of a thousandth of a token.
pub async fn transfers(chain: &Chain, senders: &[Key], each: u64) -> Result<Vec<Vec<u8>>> {
	let view = chain.at_best().await?;
	let call = api::tx().balances().transfer_keep_alive(MultiAddress::Id(development("Dave").account()), BPI / 1_000);
	let mut signed = Vec::new();
	for number in 0..each {
		for key in senders {
			signed.push(sign(&view, key, &call, number)?);
		}
	}
	Ok(signed)
}

/// Reports of so many readings, after `earlier` readings of each device.
pub async fn reports(chain: &Chain, plants: &[Plant], each: u64, readings: u64, earlier: u64) -> Result<Vec<Vec<u8>>> {
	let channel = Channel { metric: Metric::Vibration, position: 1 };
	sign_all(
		chain,
		plants,
		each,
		|plant| &plant.keys.device,
		|plant, number| {
			let first = 1 + earlier + number * readings;
			let readings =
				(first..first + readings).map(|at| Static(Reading { channel, value: 213_628, at })).collect();
			Ok(api::tx().maintenance().report(plant.agreement, BoundedVec(readings)))
		},
	)
	.await
}

/// Orders of a part, each a request whose price goes from the budget into escrow.
pub async fn orders(chain: &Chain, plants: &[Plant], each: u64) -> Result<Vec<Vec<u8>>> {
	sign_all(
		chain,
		plants,
		each,
		|plant| &plant.keys.device,
		|plant, number| Ok(api::tx().maintenance().order_part(plant.agreement, PART_RULE, 1 + number)),
	)
	.await
}

/// New records with two query strings, a sealed link and a licence, without a quorum.
pub async fn records(chain: &Chain, plants: &[Plant], each: u64) -> Result<Vec<Vec<u8>>> {
	sign_all(
		chain,
		plants,
		each,
		|plant| &plant.keys.provider,
		|plant, number| Ok(api::tx().data_sharing().add_record(plant.source, Static(content(number)?))),
	)
	.await
}

/// Permissions to read all records with a tag, each for another tag.
pub async fn grants(chain: &Chain, plants: &[Plant], each: u64) -> Result<Vec<Vec<u8>>> {
	sign_all(
		chain,
		plants,
		each,
		|plant| &plant.keys.owner,
		|plant, number| {
			let scope = Scope::Tag(bounded(tag(number).into_bytes())?);
			let terms =
				Terms { mode: Mode::Read, purpose: Purpose::Diagnosis, until: None, queries: Default::default() };
			Ok(api::tx().data_sharing().grant(plant.source, plant.keys.viewer.account(), Static(scope), Static(terms)))
		},
	)
	.await
}

fn content(number: u64) -> Result<Content<AccountId32>> {
	let hash = H256::repeat_byte(1);
	let pointer = |query: String| anyhow::Ok(Pointer { query: bounded(query.into_bytes())?, hash });
	let pointers = vec![
		pointer("SELECT at, g FROM vibration WHERE device = 'pump' AND at < 1581178008000".into())?,
		pointer("SELECT at, operator FROM shifts WHERE device = 'pump'".into())?,
	];
	let details = Details {
		alias: H256::repeat_byte(2),
		data_type: DataType::Telemetry,
		tag: bounded(tag(number).into_bytes())?,
		summary: Summary { rows: 1_000, from: 1_581_177_000_000, until: 1_581_178_000_000, index: hash },
		host: bounded(b"data.pump-service.example:8443/sharing".to_vec())?,
		pointers: pointers.try_into().ok().context("two pointers fit into a record")?,
		link: bounded(vec![7; 96])?,
		licence: Some(Licence { kind: LicenceKind::Maintenance, terms: hash }),
	};
	Ok(Content { details, quorum: None, bonus: None })
}

fn tag(number: u64) -> String {
	format!("vibration/axis-{number:02}")
}

fn bounded<T: TryFrom<Vec<u8>>>(bytes: Vec<u8>) -> Result<T> {
	T::try_from(bytes).ok().context("it is longer than the chain stores")
}

/// Signs so many calls of each plant with its `signer`; the first of all plants, then the second of all, and so on.
async fn sign_all<C: Payload>(
	chain: &Chain,
	plants: &[Plant],
	each: u64,
	signer: impl Fn(&Plant) -> &Key,
	call: impl Fn(&Plant, u64) -> Result<C>,
) -> Result<Vec<Vec<u8>>> {
	let view = chain.at_best().await?;
	let mut nonces = Vec::new();
	for plant in plants {
		nonces.push(view.nonce(&signer(plant).account()).await?);
	}
	let mut signed = Vec::new();
	for number in 0..each {
		for (plant, nonce) in plants.iter().zip(&nonces) {
			signed.push(sign(&view, signer(plant), &call(plant, number)?, nonce + number)?);
		}
	}
	Ok(signed)
}

fn sign<C: Payload>(view: &View, key: &Key, call: &C, nonce: u64) -> Result<Vec<u8>> {
	let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).immortal().build();
	let transactions = view.raw().tx();
	let mut signable = transactions.create_signable_offline(call, params)?;
	Ok(signable.sign(key)?.into_encoded())
}
