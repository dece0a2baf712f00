//! The calls; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Proposes a relationship, as the device's side or as the partner; the other side accepts or rejects it.
		///
		/// - `subject`: the device; or an alias, of which the registry knows nothing and which its partner proposes.
		/// - `partner`: the provider or third party; a registered participant.
		/// - `kind`: whether the partner keeps data of the device or views them.
		///
		/// Holds `RelationshipDeposit` on the signer's account. Fails with `UnknownDevice`, `NotParty`, `SameParty`,
		/// `NotRegistered`, `NotServiceProvider`, `AlreadyExists`, `TooManyInvitations`, `NumbersExhausted` or
		/// `CannotPayDeposit`. Emits `RelationshipEstablished`, and `Notified` unless an alias is asked.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::establish())]
		pub fn establish(
			origin: OriginFor<T>,
			subject: PartyOf<T>,
			partner: T::AccountId,
			kind: Kind,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_establish(who, subject, partner, kind, None)
		}

		/// Accepts a relationship as the side that was asked. If it replaces one with another provider, that one ends.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotEstablished`, `OwnInvitation`, `InvitationVoid`, `SameParty`,
		/// `NotRegistered`, `NotServiceProvider` or `Overflow`. Emits `RelationshipChanged`, `Notified`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(who, relationship)
		}

		/// Refuses a proposed relationship as the side that was asked, or withdraws it as the one who proposed or paid for
		/// it. Returns the deposit; nothing is left.
		///
		/// Fails with `RelationshipNotFound`, `NotParty` or `NotEstablished`. Emits `RelationshipRejected`, and `Notified`
		/// when it was refused.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject(who, relationship)
		}

		/// Stops a relationship for the time being, as the device's side: at once nobody else reads its records or uses it to
		/// read others.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide` or `NotOpen`. Emits `RelationshipChanged`, `Notified`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::suspend())]
		pub fn suspend(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_suspend(who, relationship)
		}

		/// Resumes a suspended relationship, as the device's side.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide`, `NotRegistered` or `NotSuspended`. Emits `RelationshipChanged`,
		/// `Notified`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::resume())]
		pub fn resume(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resume(who, relationship)
		}

		/// Ends a relationship as either side. Its records stay as history; its partner's permissions no longer hold.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotAccepted` or `AlreadyEnded`. Emits `RelationshipChanged`,
		/// `Notified`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::end())]
		pub fn end(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end(who, relationship)
		}

		/// Proposes to another provider to take the place of the present one, as the device's side. The present relationship
		/// ends when the new one is accepted; its records stay, and permissions on them can be given to the new provider.
		///
		/// Fails with `RelationshipNotFound`, `NotDeviceSide`, `NotKeeper`, `NotAccepted` and as `establish` does. Emits
		/// `RelationshipEstablished`, `Notified`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::change_provider())]
		pub fn change_provider(
			origin: OriginFor<T>,
			relationship: RelationshipId,
			provider: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_change_provider(who, relationship, provider)
		}

		/// Removes an ended relationship that has no records, proposals and permissions any more, and returns its deposit: as
		/// the device's side at any time, as the one who paid the deposit after the keep period.
		///
		/// Fails with `RelationshipNotFound`, `NotParty`, `NotEnded`, `NotPayer`, `KeepPeriodRunning` or `NotEmpty`.
		/// Emits `RelationshipRemoved`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_relationship())]
		pub fn remove_relationship(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_relationship(who, relationship)
		}

		/// Takes over the deposits of a relationship and of records of it, as the device's side, so that those who paid them
		/// cannot remove the history.
		///
		/// Holds what it returns to the others on the signer's account. Fails with `RelationshipNotFound`, `NotDeviceSide`,
		/// `NotRegistered`, `NotAccepted`, `RecordNotFound` or `CannotPayDeposit`. Emits `Adopted`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::adopt(records.len() as u32))]
		pub fn adopt(origin: OriginFor<T>, relationship: RelationshipId, records: AdoptedRecords) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_adopt(who, relationship, records)
		}

		/// Proposes a new record as the provider of the relationship.
		///
		/// - `content`: what the record says, who has to attest it, and the bonus query that the provider offers.
		///
		/// Holds `RecordDeposit` on the signer's account. Fails with `RelationshipNotFound`, `NotKeeper`, `NotOpen`,
		/// `NotRegistered`, `NotServiceProvider`, `TooManyProposals`, with the errors of invalid content (`InvalidTag` to
		/// `AttestorNotAuthorised`, `InvalidColumn`, `TooFewRows`, `BonusNeedsDevice`, `SummaryTooFine`), `NumbersExhausted`
		/// or `CannotPayDeposit`. Emits `RecordProposed`, `RelationshipChanged` if it is the first to wait, `Notified`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::add_record(Pallet::<T>::attestors(content)))]
		pub fn add_record(origin: OriginFor<T>, relationship: RelationshipId, content: ContentOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_record(who, relationship, content)
		}

		/// Proposes a change of a record, as its provider or a viewer with permission to write. The version in effect stays so
		/// until the change takes effect.
		///
		/// Holds `RecordDeposit` on the signer's account until then. Fails with `RecordNotFound`, `NotWriter`,
		/// `ProposalOpen`, `QuorumNeeded`, `NotOpen`, `TooManyProposals`, with the errors of invalid content as `add_record` does,
		/// `NotKeeper` when a viewer offers a bonus query, or `CannotPayDeposit`. Emits `RecordProposed`,
		/// `RelationshipChanged` if it is the first to wait, `Notified`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::update_record(Pallet::<T>::attestors(content)))]
		pub fn update_record(origin: OriginFor<T>, record: RecordId, content: ContentOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_record(who, record, content)
		}

		/// Agrees to a proposal as the device's side. It takes effect at once, or when its quorum has attested it.
		///
		/// - `hash`: of the content that is agreed to, so that none can be slipped in instead.
		/// - `bonus`: whether the bonus query is agreed to.
		///
		/// Fails with `ProposalNotFound`, `NotDeviceSide`, `NotRegistered`, `NotOpen`, `AlreadyVerified`, `ChangedMeanwhile`,
		/// `NoBonusOffered`, `AuthorNotAuthorised` or `Overflow`. Emits `RecordVerified`; then `Notified` of each attestor, or `RecordEffective`, `BonusAttached` or
		/// `BonusNotAttached` if a bonus was agreed to, `RelationshipChanged` if nothing waits any more, `Notified`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::verify_record().max(T::WeightInfo::ask_attestors()))]
		pub fn verify_record(origin: OriginFor<T>, record: RecordId, hash: Hash, bonus: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_verify_record(who, record, hash, bonus)
		}

		/// Refuses a proposal as the device's side, in any state of the relationship; as anyone when the relationship has ended,
		/// since the proposal can never take effect. Returns the deposit; a version in effect stays.
		///
		/// Fails with `ProposalNotFound` or `NotDeviceSide`. Emits `ProposalDropped`, `RelationshipChanged` if nothing waits
		/// any more, `Notified`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::reject_record())]
		pub fn reject_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject_record(who, record)
		}

		/// Withdraws a proposal as its author, or as the present account of its identity, in any state of the relationship. Returns the deposit.
		///
		/// Fails with `ProposalNotFound` or `NotAuthor`. Emits `ProposalDropped`, `RelationshipChanged` if nothing waits any
		/// more.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::withdraw_record())]
		pub fn withdraw_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_record(who, record)
		}

		/// Says as an attestor whether a verified proposal is right. With enough who agree it takes effect; when too many
		/// disagree it is dropped.
		///
		/// - `hash`: of the content that is attested.
		///
		/// Fails with `ProposalNotFound`, `NotAttestor`, `NotVerified`, `NotOpen`, `AttestorNotAuthorised`,
		/// `ChangedMeanwhile`, `AlreadyAttested`, `AuthorNotAuthorised` or `Overflow`. Emits `RecordAttested`; then as `verify_record` does when the
		/// record takes effect, or `ProposalDropped`, `RelationshipChanged` if nothing waits any more, `Notified`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::attest())]
		pub fn attest(origin: OriginFor<T>, record: RecordId, hash: Hash, valid: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_attest(who, record, hash, valid)
		}

		/// Removes a record and returns its deposit: as the device's side at any time, as the one who paid the deposit when the
		/// relationship has ended and the keep period is over; then, if the device is gone, also as the one who paid the
		/// relationship's deposit.
		///
		/// Fails with `RecordNotFound`, `NotParty`, `NotEnded`, `NotPayer`, `KeepPeriodRunning` or `ProposalOpen`. Emits
		/// `RecordRemoved`, `Notified`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::remove_record())]
		pub fn remove_record(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_record(who, record)
		}

		/// Permits a viewer to read or write records of a relationship, as the device's side, or changes what it may.
		///
		/// - `source`: the relationship whose records these are; open or ended. If it was suspended when it ended, permissions of
		///   before open nothing.
		/// - `viewer`: an account with an open relationship with the same device.
		/// - `terms`: mode, purpose, expiry, and which additional query strings.
		///
		/// Holds `PermissionDeposit` on the signer's account for a new permission. Fails with `RelationshipNotFound`,
		/// `NotDeviceSide`, `NotRegistered`, `NotKeeper`, `NotOpen`, `ViewerNotAuthorised`, `OwnRecord`, `ExpiryInPast`, `DuplicateQuery`,
		/// `RecordNotFound`, `UnknownQuery`, `InvalidTag`, `Overflow` or `CannotPayDeposit`. Emits `PermissionGranted`,
		/// `Notified` of the viewer, and of the provider if its relationship is open.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::grant(terms.queries.len() as u32))]
		pub fn grant(
			origin: OriginFor<T>,
			source: RelationshipId,
			viewer: T::AccountId,
			scope: Scope,
			terms: Terms<BlockNumberFor<T>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_grant(who, source, viewer, scope, terms)
		}

		/// Takes a permission back at once and returns its deposit: as the device's side, as the viewer, or as the one who paid
		/// the deposit; as anyone when it does not hold any more: expired, the viewer's relationship ended, or nothing left
		/// that it is about.
		///
		/// - `via`: the viewer's relationship to which the permission was given.
		///
		/// Fails with `PermissionNotFound` or `NotAuthorised`. Emits `PermissionRevoked`, `Notified` of viewer and provider
		/// whose relationships are open when the device's side revokes it.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::revoke().max(T::WeightInfo::clear_permission()))]
		pub fn revoke(
			origin: OriginFor<T>,
			source: RelationshipId,
			via: RelationshipId,
			scope: Scope,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, source, via, scope)
		}

		/// Commits to a batch of reads that were answered or refused, as the provider of the relationship.
		///
		/// - `batch`: root and counts; when it lists all its receipts, the chain checks the root. It begins after the last block of
		///   the batch before it. Only reads of records that are there can be listed; the others are counted.
		///
		/// Fails with `RelationshipNotFound`, `NotKeeper`, `NotRegistered`, `NotAccepted`, `EmptyBatch`, `InvalidRange`, `WrongCounts`,
		/// `RecordNotFound`, `DuplicateReceipt`, `WrongRoot` or `Overflow`. Emits `ReadsReceipted`, and `Notified` of the device's
		/// side when reads were refused in an open relationship.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::receipt(batch.listed.len() as u32))]
		pub fn receipt(origin: OriginFor<T>, relationship: RelationshipId, batch: BatchOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_receipt(who, relationship, batch)
		}

		/// Acknowledges all notices of an inbox up to a number, as the account or the device's side, and so makes room; as anyone
		/// when the device is gone.
		///
		/// Fails with `NotParty`, `NotRegistered` or `NotSentYet`. Emits `Acknowledged`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::acknowledge(MAX_NOTICES))]
		pub fn acknowledge(origin: OriginFor<T>, party: PartyOf<T>, up_to: u64) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let removed = Self::do_acknowledge(who, party, up_to)?;
			Ok(Some(T::WeightInfo::acknowledge(removed)).into())
		}

		/// Takes a relationship over from the account that the signer's identity had before, with all permissions. Until then
		/// neither account can use it.
		///
		/// Holds the relationship's deposit on the signer's account if the former account paid it. Fails with
		/// `RelationshipNotFound`, `NotSuccessor`, `NotAccepted`, `SameParty`, `NotRegistered`, `NotServiceProvider`,
		/// `AlreadyExists` or `CannotPayDeposit`. Emits `RelationshipMoved`, `Notified`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::succeed())]
		pub fn succeed(origin: OriginFor<T>, relationship: RelationshipId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_succeed(who, relationship)
		}
	}
}
